// A long talk comes in sheets: those near the window are fetched, those far from it are put away again, so that five hours take no more
// memory than half an hour. A line that somebody is mending, or that is under the voice, stays.
import htmx from "htmx";

const MOST = 6;
const NEAR = "1200px 0px";
const sheets = [...document.querySelectorAll(".words > .sheet")];
const places = new Map();

const isHere = (sheet) => !sheet.querySelector(":scope > .unsent");
const from = (sheet) => Number(sheet.dataset.from) / 1000;

async function bring(sheet) {
  if (isHere(sheet) || sheet.ariaBusy === "true") return;
  sheet.ariaBusy = "true";
  try {
    const answer = await fetch(sheet.dataset.wordsAt);
    if (!answer.ok) throw new Error(answer.status);
    const html = await answer.text();
    places.set(sheet, sheet.querySelector(".unsent"));
    sheet.style.minHeight = "";
    sheet.replaceChildren(document.createRange().createContextualFragment(html));
    htmx.process(sheet);
    sheet.dispatchEvent(new Event("words:came", { bubbles: true }));
    putAway(sheet);
  } catch {
    // The line is gone: its link stays, and the next look at it asks again.
  } finally {
    sheet.ariaBusy = null;
  }
}

function putAway(kept) {
  const here = sheets.filter((sheet) => isHere(sheet) && places.has(sheet));
  const middle = (sheet) => {
    const { top, bottom } = sheet.getBoundingClientRect();
    return Math.abs((top + bottom) / 2 - innerHeight / 2);
  };
  const far = here.sort((one, other) => middle(other) - middle(one));
  for (const sheet of far.slice(0, Math.max(here.length - MOST, 0))) {
    if (sheet === kept || sheet.querySelector("form.segment, .now, :focus")) continue;
    sheet.style.minHeight = `${sheet.offsetHeight}px`;
    sheet.replaceChildren(places.get(sheet));
  }
}

// The sheet in which somebody speaks at this moment, if it has to be fetched yet: then it is.
export function isComing(seconds) {
  const sheet = sheets.findLast((each) => from(each) <= seconds + 0.05);
  if (!sheet || isHere(sheet)) return false;
  bring(sheet);
  return true;
}

// An address of a line that is not here: the page is asked for the sheet that has it.
export function goToMissing(hash) {
  const asked = new URLSearchParams(location.search);
  if (!sheets.some((sheet) => !isHere(sheet)) || !/^#(segment|story)-[\w-]+$/.test(hash) || asked.get("line") === hash.slice(1)) return;
  if (!document.getElementById(hash.slice(1))) location.replace(`?line=${hash.slice(1)}${hash}`);
}

const nearby = new IntersectionObserver(
  (entries) => entries.filter((each) => each.isIntersecting).forEach((each) => bring(each.target)),
  { rootMargin: NEAR },
);
for (const sheet of sheets) {
  if (isHere(sheet)) {
    places.set(sheet, link(sheet));
  } else {
    sheet.style.minHeight = `${Number(sheet.dataset.lines) * 3.4}rem`;
  }
  nearby.observe(sheet);
}

// What stands where a sheet that came with the page was put away.
function link(sheet) {
  const line = document.createElement("p");
  const words = document.createElement("a");
  line.className = "unsent";
  words.href = `?at=${sheet.dataset.from}`;
  words.textContent = "More words";
  line.append(words);
  return line;
}
