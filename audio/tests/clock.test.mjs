import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "#page";

const { clock, spoken } = await page("memoire/clock");

test("a clock shows hours only where there are some", () => {
  assert.deepEqual([0, 9.99, 60, 3599, 3600, 36_061].map(clock), ["0:00", "0:09", "1:00", "59:59", "1:00:00", "10:01:01"]);
});

test("a time that is read aloud names what there is, and one of a thing is one", () => {
  assert.deepEqual([0.4, 1, 60, 3661, 7322].map(spoken), [
    "the beginning",
    "1 second",
    "1 minute",
    "1 hour 1 minute 1 second",
    "2 hours 2 minutes 2 seconds",
  ]);
});
