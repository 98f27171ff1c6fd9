// A long talk comes in sheets: those near the window are fetched, those far from it are put away again, so that five hours take no more
// memory than half an hour. What somebody is mending, has chosen or stands on, and what is under the voice, stays.
import htmx from "htmx";

const MOST = 6;
const NEAR = "1200px 0px";
const sheets = [...document.querySelectorAll(".words > .sheet")];
const places = new Map();
const coming = new Map();
const AGAIN_MS = 5000;

const isHere = (sheet) => !sheet.querySelector(":scope > .unsent");
const from = (sheet) => Number(sheet.dataset.from) / 1000;

// Gives whether the words of the sheet are here, once that is known.
function bring(sheet) {
  if (isHere(sheet)) return Promise.resolve(true);
  if (!coming.has(sheet))
    coming.set(
      sheet,
      fetched(sheet).finally(() => coming.delete(sheet)),
    );
  return coming.get(sheet);
}

async function fetched(sheet) {
  sheet.ariaBusy = "true";
  const html = await wordsOf(sheet);
  sheet.ariaBusy = null;
  if (html === null) lookAgain(sheet);
  else put(sheet, html);
  return html !== null;
}

// Null where there are none to be had: the line is gone, or the door is shut.
async function wordsOf(sheet) {
  try {
    const answer = await fetch(sheet.dataset.wordsAt);
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}

// Its link stays, and in a while we look whether somebody is near.
function lookAgain(sheet) {
  nearby.unobserve(sheet);
  setTimeout(() => nearby.observe(sheet), AGAIN_MS);
}

function put(sheet, html) {
  const stoodOn = sheet.contains(document.activeElement);
  places.set(sheet, sheet.querySelector(".unsent"));
  sheet.removeAttribute("style");
  sheet.replaceChildren(document.createRange().createContextualFragment(html));
  if (stoodOn) sheet.querySelector("a, button")?.focus({ preventScroll: true }); // the keyboard stood on the link that is gone
  htmx.process(sheet);
  sheet.dispatchEvent(new Event("words:came", { bubbles: true }));
  putAway(sheet);
}

function putAway(kept) {
  const here = sheets.filter((sheet) => isHere(sheet) && places.has(sheet));
  const middle = (sheet) => {
    const { top, bottom } = sheet.getBoundingClientRect();
    return Math.abs((top + bottom) / 2 - innerHeight / 2);
  };
  const far = here.sort((one, other) => middle(other) - middle(one));
  for (const sheet of far.slice(0, Math.max(here.length - MOST, 0))) {
    if (sheet === kept || sheet.querySelector("form.segment, .now, :focus") || isChosen(sheet)) continue;
    sheet.style.minHeight = `${sheet.offsetHeight}px`;
    sheet.replaceChildren(places.get(sheet));
  }
}

function isChosen(sheet) {
  const selection = getSelection();
  return !selection.isCollapsed && selection.containsNode(sheet, true);
}

function sheetAt(seconds) {
  return sheets.findLast((each) => from(each) <= seconds + 0.05);
}

// Whether the sheet in which somebody speaks at this moment has to be fetched; then it is.
export function isComing(seconds) {
  const sheet = sheetAt(seconds);
  if (!sheet || isHere(sheet)) return false;
  bring(sheet);
  return true;
}

// An address of a line that is not here: the page is asked for the sheet that has it.
export function goToMissing(hash) {
  const asked = new URLSearchParams(location.search);
  if (!isLong() || !/^#(segment|story)-[\w-]+$/.test(hash) || asked.get("line") === hash.slice(1)) return;
  if (!document.getElementById(hash.slice(1))) location.replace(`?line=${hash.slice(1)}${hash}`);
}

export function isLong() {
  return sheets.some((sheet) => !isHere(sheet));
}

// A link that says when its line was said (data-at, milliseconds) leads there without a new page, so that the voice goes on.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-at]");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || !isLong() || document.getElementById(link.hash.slice(1))) return;
  event.preventDefault();
  const sheet = sheetAt(Number(link.dataset.at) / 1000);
  if (sheet && (await bring(sheet)) && document.getElementById(link.hash.slice(1))) location.hash = link.hash;
  else location.assign(link.href);
});

const nearby = new IntersectionObserver((entries) => entries.filter((each) => each.isIntersecting).forEach((each) => bring(each.target)), {
  rootMargin: NEAR,
});
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
