// What we understood, and the words that say so: shown while one points at a claim or stands on it, played when it is pressed. A claim carries
// its places (data-spots): "<segment>:3-5" for words by position, "<segment>" for a whole line. Pressed again, it plays the next place.
import { playFrom, sound } from "memoire/sound";
import { beginningOf, rangeOf } from "memoire/spoken";

const marked = typeof Highlight === "function" ? new Highlight() : null;
if (marked) CSS.highlights.set("claimed", marked);
const lines = new Set();
const pressed = new WeakMap();
const PAUSE_AFTER = 0.4; // seconds: the last word is let out before the voice stops
const LEAST = 2.5; // seconds: a name alone is gone before one hears it
let until = null;

function spotsOf(claim) {
  return claim.dataset.spots.split(" ").flatMap((spot) => {
    const [, id, first, end] = spot.match(/^([^:]+)(?::(\d+)-(\d+))?$/);
    const segment = document.getElementById(`segment-${id}`);
    const line = segment?.querySelector("p");
    return line ? [{ segment, line, first: Number(first ?? -1), end: Number(end ?? -1) }] : [];
  });
}

function show(claim) {
  hide();
  for (const { segment, line, first, end } of spotsOf(claim)) {
    const range = first < 0 ? null : rangeOf(line, first, end);
    if (range && marked) marked.add(range);
    else lines.add(segment);
  }
  for (const segment of lines) segment.classList.add("claimed");
}

function hide() {
  marked?.clear();
  for (const segment of lines) segment.classList.remove("claimed");
  lines.clear();
}

// Plays the words of a claim and stops behind them; says from where, in seconds, or null where there is nothing to play.
export function playClaim(claim) {
  const spots = spotsOf(claim);
  if (!spots.length) return null;
  const next = (pressed.get(claim) ?? -1) + 1;
  pressed.set(claim, next);
  show(claim);
  const { segment, line, first, end } = spots[next % spots.length];
  const moment = segment.querySelector(".moment");
  const seconds = (first < 0 ? undefined : beginningOf(line, first)) ?? Number(moment.dataset.start);
  const after = first < 0 ? undefined : beginningOf(line, end);
  playFrom(seconds);
  const lineEnd = Number(moment.dataset.end);
  until = Math.max(after ?? lineEnd, Math.min(lineEnd, seconds + LEAST)) + PAUSE_AFTER;
  return seconds;
}

for (const name of ["pointerover", "focusin"]) {
  document.addEventListener(name, (event) => {
    const claim = event.target.closest?.("[data-spots]");
    if (claim) show(claim);
  });
}
for (const name of ["pointerout", "focusout"]) {
  document.addEventListener(name, (event) => {
    if (event.target.closest?.("[data-spots]") && event.pointerType !== "touch") hide();
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
});

if (sound) {
  sound.addEventListener("timeupdate", () => {
    if (until === null || sound.currentTime < until) return;
    until = null;
    sound.pause();
  });
  // Whoever goes elsewhere, or stops, hears on from there as ever.
  sound.addEventListener("pause", () => (until = null));
  sound.addEventListener("seeking", () => {
    if (until !== null && (sound.currentTime > until || sound.currentTime < until - 120)) until = null;
  });
}
