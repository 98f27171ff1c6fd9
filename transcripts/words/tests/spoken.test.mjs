// Where the words of a line begin, in its sound and in its text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "#page";

const TEXT = 3;
globalThis.document = { querySelector: () => null };
globalThis.Node = { TEXT_NODE: TEXT };
globalThis.Range = class {
  setStart(_, at) {
    this.from = at;
  }
  setEnd(_, at) {
    this.to = at;
  }
};
const { beginningOf, rangeOf } = await page("memoire/spoken");
const line = (data, words) => ({ dataset: words ? { words } : {}, firstChild: { nodeType: TEXT, data } });
const between = (range) => range && [range.from, range.to];

test("a word's sound begins where its number says, in seconds", () => {
  const said = line("We went home", "0 420 1300");
  assert.deepEqual(
    [0, 1, 2, 3].map((word) => beginningOf(said, word)),
    [0, 0.42, 1.3, undefined],
  );
});

test("where nobody has found the moments yet there is none", () => {
  assert.equal(beginningOf(line("We went home"), 0), undefined);
});

test("words are found in the text however much space lies between them", () => {
  const said = line("  We   went\nhome ");
  assert.deepEqual(between(rangeOf(said, 0, 1)), [2, 4]);
  assert.deepEqual(between(rangeOf(said, 1, 3)), [7, 16]);
});

test("a line that says less by now has no such words", () => {
  assert.equal(rangeOf(line("We went"), 1, 3), null);
  assert.equal(rangeOf({ dataset: {}, firstChild: null }, 0, 1), null);
});
