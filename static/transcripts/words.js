// The words under the voice: a time plays from there, the line that is spoken glows, and mending keeps its place.
import { playClaim } from "memoire/claims";
import "memoire/media-controls";
import { anyDirty, forget, isDirty } from "memoire/keeping";
import { goOn } from "memoire/place";
import "memoire/player";
import { goToMissing, isComing, isLong } from "memoire/sheets";
import { playFrom, seek, sound } from "memoire/sound";
import { playWord, showWord } from "memoire/spoken";

const moments = document.getElementsByClassName("moment"); // live: words arrive, and are mended
let now = null;
let isWanted = false; // somebody came for a moment whose words are on their way

const starts = (moment) => Number(moment.dataset.start);
const reduced = matchMedia("(prefers-reduced-motion: reduce)");

// Undefined while its words are on their way.
function momentAt(seconds) {
  if (isComing(seconds)) return undefined;
  let found = null;
  for (const moment of moments) {
    if (starts(moment) > seconds + 0.05) break;
    found = moment;
  }
  return found;
}

// Follows the voice only for somebody who has been following: whoever scrolled away, or is mending a line, stays there.
function mark(moment, { always = false } = {}) {
  if (moment === undefined) {
    isWanted ||= always;
    return; // what glows stays until they are here
  }
  const line = moment?.closest(".segment") ?? null;
  if (line === now && !always) return;
  const follow = always || (now?.isConnected && isInSight(now) && !document.querySelector("form.segment"));
  now?.classList.remove("now");
  line?.classList.add("now");
  now = line;
  if (line && follow && !isInSight(line)) {
    line.scrollIntoView({ block: "center", behavior: reduced.matches || isFar(line) ? "auto" : "smooth" });
  }
}

// Too far to glide: every sheet on the way would be fetched, and would push the place away.
function isFar(line) {
  return Math.abs(line.getBoundingClientRect().top) > 3 * innerHeight;
}

function isInSight(line) {
  const { top, bottom } = line.getBoundingClientRect();
  const foot = document.querySelector(".player")?.getBoundingClientRect().top ?? innerHeight;
  return top >= 0 && bottom <= foot;
}

function onTime() {
  if (!sound.paused || now) mark(momentAt(sound.currentTime));
  showWord(now, sound.currentTime);
}

// ?at=12345 (milliseconds, as the book prints it), #t=12.3 (seconds), or the address of a story or a line.
function askedFor() {
  const at = new URLSearchParams(location.search).get("at");
  if (/^\d+$/.test(at ?? "")) return momentOrTime(Number(at) / 1000);
  const [, seconds] = location.hash.match(/^#t=(\d+(?:\.\d+)?)$/) ?? [];
  if (seconds) return momentOrTime(Number(seconds));
  const moment = location.hash && document.getElementById(location.hash.slice(1))?.querySelector(".moment");
  return moment ? { moment, seconds: starts(moment) } : null;
}

function momentOrTime(seconds) {
  return { moment: momentAt(seconds), seconds };
}

function goThere() {
  goToMissing(location.hash);
  const asked = askedFor();
  if (!asked || !sound.paused) return Boolean(asked);
  seek(asked.seconds);
  const isMoment = !location.hash || location.hash.startsWith("#t=");
  mark(asked.moment, { always: isMoment });
  if (!isMoment && isLong()) document.getElementById(location.hash.slice(1)).scrollIntoView(); // the browser was there before the sheets
  return true;
}

document.addEventListener("click", (event) => {
  const claim = event.target.closest("[data-spots]"); // what we understood: heard from the words it comes from
  if (claim) return onClaim(event, claim);
  const place = event.target.closest(".words [data-start]"); // a line's time; a word's, where we know it
  if (place && sound) playFrom(starts(place));
  const seconds = place && sound ? starts(place) : playWord(event);
  if (seconds !== null) mark(momentAt(seconds));
});

// Without sound, or in a new tab, it is a link to the line.
function onClaim(event, claim) {
  if (!sound || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const seconds = playClaim(claim);
  if (seconds === null) return;
  event.preventDefault();
  mark(momentAt(seconds), { always: true });
}

// Escape leaves a line alone. Where something was typed it asks first: once more throws it away.
const ASKS = "You have changed these words. Escape once more throws that away; Ctrl and Enter keeps it.";
document.addEventListener("keydown", (event) => {
  const form = event.key === "Escape" && event.target.closest?.("form.segment");
  if (!form) return;
  const said = form.querySelector(".problem:not(.hindrance)[id]");
  if (isDirty(form) && said.textContent !== ASKS) said.textContent = ASKS;
  else form.querySelector(".leave")?.click();
});
document.addEventListener("input", ({ target }) => {
  const said = target.closest("form.segment")?.querySelector(".problem[id]");
  if (said?.textContent === ASKS) said.textContent = "";
});
document.addEventListener(
  "click",
  ({ target }) => {
    if (target.closest("form.segment .leave")) forget(target.closest("form.segment"));
  },
  true,
);

// After a line was mended or left alone, the keyboard is where it was.
document.addEventListener("htmx:after:settle", (event) => {
  const line = event.target;
  if (line.matches?.(".decision")) decided(line);
  if (line.matches?.("div.segment")) line.querySelector(".mend")?.focus({ preventScroll: true });
  if (line.matches?.(".segment") && now && !now.isConnected) {
    line.classList.add("now");
    now = line;
  }
});

// A story was decided: its words look so, and the keyboard stays there. What happened is said above, where it is read out.
function decided(decision) {
  const story = decision.closest(".story");
  if (story) story.className = `story ${decision.dataset.state}`;
  decision.querySelector("a, button")?.focus({ preventScroll: true });
}

document.addEventListener("htmx:error", (event) => failed(event.target));
document.addEventListener("htmx:response:error", (event) => {
  if (![400, 409].includes(event.detail.ctx.response.status)) failed(event.target);
});

const FAILED = "We could not keep this just now. Your words are still here: try once more.";
function failed(form) {
  if (form.matches?.("form.segment")) form.querySelector(".problem[id]").textContent = FAILED;
  else if (form.matches?.(".decision form, .doubts form")) document.getElementById("said").replaceChildren(told(FAILED));
}

function told(text) {
  return Object.assign(document.createElement("p"), { className: "error", textContent: text });
}

// The page is drawn anew when the work has ended, but not under somebody who is listening or mending a line.
document.addEventListener("htmx:after:request", (event) => {
  const isBusy = (sound && !sound.paused) || document.querySelector("form.segment") || anyDirty();
  const isLive = event.target.closest?.("#state"); // and not an answer to what somebody did
  if (event.detail.ctx.hx?.refresh && isLive && isBusy) event.preventDefault();
});

// The words of a moment that somebody came for, or that is heard now, have come.
document.addEventListener("words:came", (event) => {
  const moment = sound && momentAt(sound.currentTime);
  if (!moment || !event.target.contains(moment) || !(isWanted || now || !sound.paused)) return;
  mark(moment, { always: isWanted });
  isWanted = false;
});

if (sound) {
  for (const name of ["timeupdate", "seeking"]) sound.addEventListener(name, onTime);
  sound.addEventListener("play", () => mark(momentAt(sound.currentTime), { always: true }), { once: true });
  addEventListener("hashchange", goThere);
  if (!goThere()) goOn();
} else {
  goToMissing(location.hash);
}
