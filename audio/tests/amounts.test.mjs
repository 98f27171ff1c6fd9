import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "#page";

const { amount, Pace, share, timeLeft } = await page("memoire/amounts");

test("an amount has one decimal below ten, and none where it would be nought", () => {
  assert.deepEqual([amount(0), amount(1024), amount(1536), amount(10.4 * 1024)], ["0 KB", "1 KB", "1.5 KB", "10 KB"]);
});

test("an amount is told in the largest unit that it fills", () => {
  assert.deepEqual([amount(1024 ** 2 - 1), amount(1024 ** 2), amount(1024 ** 3)], ["1024 KB", "1 MB", "1 GB"]);
});

test("what has come is told in the unit of the whole", () => {
  assert.equal(share(512 * 1024, 8 * 1024 ** 2), "0.5 of 8 MB");
});

test("the time left is never told more exactly than it is known", () => {
  const told = [20, 60, 150, 59.4 * 60, 60 * 60, 61 * 60, 122 * 60].map(timeLeft);
  assert.deepEqual(told, [
    "less than a minute left",
    "about 1 minute left",
    "about 3 minutes left",
    "about 59 minutes left",
    "about 1 hour left",
    "about 1 hour and 1 minute left",
    "about 2 hours and 2 minutes left",
  ]);
});

test("a pace is not told before half a second was watched", () => {
  const pace = new Pace();
  assert.equal(pace.perSecond, 0);
  pace.add(0, 0);
  pace.add(1000, 499);
  assert.equal(pace.perSecond, 0);
  pace.add(2000, 1000);
  assert.equal(pace.perSecond, 2000);
});

test("a pace forgets what is longer ago than eight seconds", () => {
  const pace = new Pace();
  pace.add(0, 0);
  pace.add(100, 8000);
  pace.add(1100, 9000);
  assert.equal(pace.perSecond, 1000);
});
