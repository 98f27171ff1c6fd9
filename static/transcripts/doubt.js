// Where we may have misheard: dots under the words (data-doubt, "3-5 8-9": each the first word and the one behind the last), and a button
// that plays from the next such place. What it says is in the page as text too, for those who do not see the dots.
import { playFrom, sound } from "memoire/sound";
import { beginningOf, rangeOf } from "memoire/spoken";

const dots = typeof Highlight === "function" ? new Highlight() : null;
if (dots) CSS.highlights.set("doubted", dots);

const lines = () => [...document.querySelectorAll("[data-doubt]")];

function placesOf(line) {
  return line.dataset.doubt.split(" ").map((place) => place.split("-").map(Number));
}

function mark() {
  dots?.clear();
  for (const line of lines()) {
    for (const [first, behind] of placesOf(line)) {
      const range = dots && rangeOf(line, first, behind);
      if (range) dots.add(range);
    }
  }
}

let last = null;

// The first place behind the one that was shown last, or from the top again.
function next() {
  const all = lines().flatMap((line) => placesOf(line).map(([first]) => ({ line, first })));
  const at = all.findIndex(({ line, first }) => line === last?.line && first === last?.first);
  last = all[at + 1] ?? all[0] ?? null;
  return last;
}

document.addEventListener("click", ({ target }) => {
  const place = target.closest(".next-doubt") && next();
  if (!place) return;
  place.line.closest(".segment").querySelector(".mend").focus(); // so that Enter mends it; the browser brings it into sight
  const seconds = beginningOf(place.line, place.first);
  if (sound && seconds !== undefined) playFrom(Math.max(seconds - 0.5, 0));
});

// The list: after an answer the keyboard is at the place that stood behind the one that was answered, or at the heading when none is left.
const linked = () => [...document.querySelectorAll(".doubts li a")];
let answered = null; // the links behind it, and those before

document.addEventListener("htmx:before:request", ({ target }) => {
  const item = target.closest?.(".doubts li");
  if (!item) return;
  const hashes = linked().map((link) => link.hash);
  const at = hashes.indexOf(item.querySelector("a").hash);
  answered = [...hashes.slice(at + 1), ...hashes.slice(0, at)];
});

function goOn() {
  const links = linked();
  const hash = answered.find((each) => links.some((link) => link.hash === each));
  answered = null;
  (links.find((link) => link.hash === hash) ?? links[0] ?? document.getElementById("doubts")).focus();
}

function show() {
  mark();
  const button = document.querySelector(".next-doubt");
  if (button) button.hidden = lines().length === 0;
}

show();
for (const name of ["htmx:after:settle", "words:came"]) document.addEventListener(name, show); // lines are mended, and come
document.addEventListener("htmx:after:settle", ({ target }) => answered && target.matches?.(".doubts") && goOn());
