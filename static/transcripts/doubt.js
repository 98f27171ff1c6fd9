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

const button = document.querySelector(".next-doubt");
let last = null;

// The first place behind the one that was shown last, or from the top again.
function next() {
  const all = lines().flatMap((line) => placesOf(line).map(([first]) => ({ line, first })));
  const at = all.findIndex(({ line, first }) => line === last?.line && first === last?.first);
  last = all[at + 1] ?? all[0] ?? null;
  return last;
}

button?.addEventListener("click", () => {
  const place = next();
  if (!place) return;
  place.line.closest(".segment").querySelector(".mend").focus(); // so that Enter mends it; the browser brings it into sight
  const seconds = beginningOf(place.line, place.first);
  if (sound && seconds !== undefined) playFrom(Math.max(seconds - 0.5, 0));
});

if (button) button.hidden = lines().length === 0;
mark();
for (const name of ["htmx:after:settle", "words:came"]) document.addEventListener(name, mark); // lines are mended, and come
