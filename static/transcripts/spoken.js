// Single words under the voice: the one that is said glows, and a click on a word plays from it. A line carries the beginnings of its
// words as numbers (data-words, milliseconds), so that a talk of five hours is no heavier to draw than its text.
import { playFrom, sound } from "memoire/sound";

const glow = typeof Highlight === "function" ? new Highlight() : null;
if (glow) CSS.highlights.set("said", glow);

// The sound of each word begins here, in seconds; none where nobody has found it yet.
export function beginningOf(line, word) {
  return line.dataset.words ? beginnings(line)[word] : undefined;
}

// Words of a line by their positions, as a range of the page; null once the line says something else.
export function rangeOf(line, first, end) {
  const text = textOf(line);
  const words = text ? rangesOf(text) : [];
  if (!words[first] || !words[end - 1]) return null;
  const range = new Range();
  range.setStart(text, words[first][0]);
  range.setEnd(text, words[end - 1][1]);
  return range;
}

// The line's own words; what follows them, such as "mended", is no part of what was said.
function textOf(line) {
  return line.firstChild?.nodeType === Node.TEXT_NODE ? line.firstChild : null;
}

function rangesOf(text) {
  return [...text.data.matchAll(/\S+/g)].map(({ 0: word, index }) => [index, index + word.length]);
}

function beginnings(line) {
  return line.dataset.words.split(" ").map((ms) => Number(ms) / 1000);
}

function wordAt(line, seconds) {
  const starts = beginnings(line);
  let found = -1;
  while (found + 1 < starts.length && starts[found + 1] <= seconds + 0.02) found += 1;
  return found;
}

// Called with the line that is under the voice, or none.
export function showWord(line, seconds) {
  glow?.clear();
  const place = line?.querySelector("[data-words]");
  const text = place && textOf(place);
  const [from, to] = (text && rangesOf(text)[wordAt(place, seconds)]) ?? [];
  if (!glow || from === undefined) return;
  const range = new Range();
  range.setStart(text, from);
  range.setEnd(text, to);
  glow.add(range);
}

function caretAt({ clientX, clientY }) {
  const at = document.caretPositionFromPoint?.(clientX, clientY);
  if (at) return [at.offsetNode, at.offset];
  const range = document.caretRangeFromPoint?.(clientX, clientY);
  return range ? [range.startContainer, range.startOffset] : [];
}

// Plays from the word that was clicked, and says where that is, in seconds; null for a click beside the words, or one that selects.
export function playWord(event) {
  const line = event.target.closest?.("[data-words]");
  if (!line || !sound || !getSelection().isCollapsed) return null;
  const [node, offset] = caretAt(event);
  if (!node || node !== textOf(line)) return null;
  const number = rangesOf(node).findIndex(([from, to]) => offset >= from && offset <= to);
  if (number < 0) return null;
  const seconds = beginnings(line)[number];
  playFrom(seconds);
  return seconds;
}
