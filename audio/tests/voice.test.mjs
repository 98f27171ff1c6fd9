// The queue of pieces that a recorder has on the device, in a store that is a Map and may refuse.
import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "#page";

const STORE = `
  export const store = { pieces: new Map(), recordings: new Map(), isFull: false };
  const key = (id, number) => id + " " + number;
  export async function keep(facts, piece) {
    if (store.isFull) throw new Error("full");
    store.recordings.set(facts.id, facts);
    if (piece) store.pieces.set(key(facts.id, piece.number), piece);
  }
  export const recordings = async () => [...store.recordings.values()];
  export const outline = async (id) => [...store.pieces.values()].filter((each) => each.recording === id);
  export const bytesOf = async (id, number) => store.pieces.get(key(id, number)).bytes;
  export const forget = async (id) => store.recordings.delete(id);
  export const forgetPieces = async (id, numbers) => numbers.forEach((number) => store.pieces.delete(key(id, number)));
`;
const { Voice } = await page("memoire/recorder/voice", { "memoire/recorder/keeping": STORE });
const { store } = await import("memoire/recorder/keeping");
console.warn = () => {}; // what a device does not keep is said there as well

const bytes = (text) => new TextEncoder().encode(text).buffer;
const text = async (blob) => new TextDecoder().decode(await blob.arrayBuffer());
const add = (voice, words, ms, take = 0) => voice.add(bytes(words), { ms, take, mime: "audio/webm" });

function begun() {
  store.isFull = false;
  return Voice.begin({ user: "7", family: "3", narrator: "Rose" });
}

test("pieces are read as one stream from any byte on", async () => {
  const voice = begun();
  for (const [words, ms] of [
    ["abc", 1000],
    ["defg", 2000],
    ["h", 3000],
  ])
    await add(voice, words, ms);
  assert.deepEqual([voice.bytes, voice.ms], [8, 3000]);
  for (let from = 0; from <= 8; from += 1)
    for (let most = 1; most <= 9; most += 1) assert.equal(await text(await voice.read(from, most)), "abcdefgh".slice(from, from + most));
});

test("what can be heard of so many bytes is only whole pieces", async () => {
  const voice = begun();
  await add(voice, "abc", 1000);
  await add(voice, "defg", 2000);
  assert.deepEqual(
    [0, 2, 3, 6, 7, 99].map((count) => voice.msOf(count)),
    [0, 0, 1000, 1000, 2000, 2000],
  );
});

test("time never runs backwards, though a later piece says less", async () => {
  const voice = begun();
  await add(voice, "abc", 1000.6);
  await add(voice, "d", 400);
  assert.equal(voice.ms, 1001);
});

test("each take but the first is told by where its bytes begin", async () => {
  const voice = begun();
  await add(voice, "abc", 1000, 0);
  await add(voice, "de", 2000, 0);
  await add(voice, "f", 3000, 1);
  await add(voice, "g", 4000, 2);
  assert.deepEqual(voice.about, { asked: [], takes: [5, 6] });
});

test("after a piece that the device refused it gets none, and all can be read still", async () => {
  const voice = begun();
  await add(voice, "abc", 1000);
  store.isFull = true;
  await add(voice, "de", 2000);
  store.isFull = false;
  await add(voice, "f", 3000);
  assert.equal(voice.isKept, false);
  assert.deepEqual(
    (await (await Voice.left({ user: "7", family: "3" })).at(-1)).pieces.map(({ size }) => size),
    [3],
  );
  assert.equal(await text(await voice.read(0)), "abcdef");
});

test("where the server has more than the device, it goes on from there, and what is away is not read here", async () => {
  const voice = begun();
  await add(voice, "abc", 1000);
  await voice.leap(10);
  await add(voice, "xyz", 2000);
  assert.deepEqual([voice.bytes, voice.msOf(10), voice.msOf(13)], [13, 1000, 2000]);
  assert.equal(await text(await voice.read(10)), "xyz");
  voice.land();
  assert.deepEqual([voice.bytes, await text(await voice.read(0))], [6, "abcxyz"]);
});

test("a device shows nobody what another person has spoken into it, only that it is there", async () => {
  store.recordings.clear();
  await add(begun(), "abc", 1000);
  assert.equal((await Voice.left({ user: "8", family: "3" })).length, 0);
  assert.equal((await Voice.left({ user: "7", family: "4" })).length, 0);
  assert.equal((await Voice.ofOthers({ user: "8", family: "3" })).length, 1);
});

test("the oldest recording that was left comes first", async () => {
  store.recordings.clear();
  const [young, old] = [begun(), begun()];
  Object.assign(young.facts, { created: 2 });
  Object.assign(old.facts, { created: 1 });
  await add(young, "abc", 1000);
  await add(old, "abc", 1000);
  const left = await Voice.left({ user: "7", family: "3" });
  assert.deepEqual(
    left.map(({ facts }) => facts.created),
    [1, 2],
  );
});
