// What the recorder says must never be more than what the server has.
import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "#page";

const { sentence } = await page("memoire/recorder/sentences");
const KEPT = { isKept: true, isLasting: true };
const line = (facts) => ({ state: "well", safeMs: 0, offset: 0, detail: "", hasAll: false, voice: KEPT, ...facts });

test("before anything is sent nothing is called safe", () => {
  assert.equal(sentence({ state: "recording" }, null), "We are recording.");
  assert.equal(sentence({ state: "recording" }, line({ safeMs: 999 })), "We are recording.");
});

test("while somebody speaks only what has come is called safe", () => {
  const words = sentence({ state: "recording", take: {} }, line({ safeMs: 61_000, hasAll: true, offset: 1 }));
  assert.equal(words, "We are recording. Everything up to 1:01 is safe.");
});

test("all is called safe only where nobody speaks and the server has all", () => {
  const all = { safeMs: 61_000, hasAll: true, offset: 1 };
  assert.equal(sentence({ state: "paused", take: null }, line(all)), "Paused. Everything so far is safe.");
  assert.equal(sentence({ state: "paused", take: null }, line({ ...all, hasAll: false })), "Paused. Everything up to 1:01 is safe.");
});

test("a lost line says what is safe here and there", () => {
  const words = sentence({ state: "recording", take: {} }, line({ state: "lost", safeMs: 61_000 }));
  assert.equal(
    words,
    "We are recording. The line is lost. This device keeps everything. We send it when the line is back. Up to 1:01 is already safe with us.",
  );
});

test("nobody is told to close the page where the device keeps no copy", () => {
  const voice = { isKept: false, isLasting: true };
  for (const state of ["well", "lost", "full", "signed out", "refused"])
    assert.match(sentence({ state: "finished" }, line({ state, voice })), /please leave this page open/);
});

test("a page may be closed only where the browser promised to keep what is here", () => {
  const told = (isLasting) => sentence({ state: "finished" }, line({ state: "lost", voice: { isKept: true, isLasting } }));
  assert.match(told(true), /You may also close this page/);
  assert.match(told(false), /leave this page open/);
});
