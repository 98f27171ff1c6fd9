// How a voice is sent while it is recorded, to a server that loses, forgets and refuses.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { page } from "#page";

// A tus server in a few lines: `hinder` may answer in its place, or throw as a lost line does.
const server = { hinder: () => null, uploads: new Map(), asked: [] };
globalThis.document = { cookie: "csrftoken=t" };
globalThis.location = new URL("https://memoire.example/");
globalThis.addEventListener = () => {};
console.warn = console.error = () => {};
const soon = globalThis.setTimeout;
globalThis.setTimeout = (act) => soon(act, 1); // nobody waits for half a minute here
globalThis.fetch = async (address, { method, headers, body }) => {
  server.asked.push(method);
  return server.hinder(method, headers) ?? answer(method, String(address), headers, body);
};

function answer(method, address, headers, body) {
  if (method === "POST") {
    server.uploads.set("/uploads/1", "");
    return new Response(null, { status: 201, headers: { Location: "/uploads/1" } });
  }
  if (method === "PUT") return new Response("{}");
  if (!server.uploads.has(address)) return new Response("{}", { status: 404 });
  if (method === "DELETE") return new Response(null, { status: server.uploads.delete(address) ? 204 : 404 });
  if (method === "HEAD") return safe(address);
  if (Number(headers["Upload-Offset"]) !== server.uploads.get(address).length) return new Response("{}", { status: 409 });
  server.uploads.set(address, server.uploads.get(address) + new TextDecoder().decode(body));
  return safe(address, Number(headers["Upload-Length"]) === server.uploads.get(address).length && { "Upload-Recording": "r1" });
}

function safe(address, more = {}) {
  return new Response(null, { status: 200, headers: { "Upload-Offset": String(server.uploads.get(address).length), ...more } });
}

const STORE = `
  const nothing = async () => {};
  export { nothing as keep, nothing as bytesOf, nothing as outline, nothing as recordings, nothing as forget, nothing as forgetPieces };
`;
const { Line } = await page("memoire/recorder/line", { "memoire/recorder/keeping": STORE });
const { Voice } = await import("memoire/recorder/voice");

function spoken(...words) {
  const voice = Voice.begin({ user: "7", family: "3", narrator: "Rose" });
  for (const [at, word] of words.entries()) {
    const bytes = new TextEncoder().encode(word).buffer;
    voice.held.set(at, bytes);
    voice.add(bytes, { ms: 1000 * (at + 1), take: 0, mime: "audio/webm" });
  }
  return voice;
}

function until(line, isSo) {
  return new Promise((resolve) => {
    const look = () => isSo(line) && resolve(line);
    line.addEventListener("change", look);
    look();
  });
}

async function finished(voice) {
  await voice.note({ isFinished: true });
  const line = new Line(voice, "/uploads/");
  await until(line, ({ isOver }) => isOver);
  return line;
}

beforeEach(() => {
  Object.assign(server, { hinder: () => null, asked: [] });
  server.uploads.clear();
});

test("a finished voice arrives whole, and its recording is known", async () => {
  const line = await finished(spoken("abc", "defg"));
  assert.deepEqual([line.state, line.recording, server.uploads.get("/uploads/1")], ["arrived", "r1", "abcdefg"]);
});

test("nothing is begun before there is a voice", async () => {
  const line = new Line(spoken(), "/uploads/");
  await new Promise((resolve) => soon(resolve, 20));
  assert.deepEqual([line.state, server.asked], ["well", []]);
  line.become("left");
  line.hurry();
});

test("after a line that was lost the server is asked what it has, and only the rest is sent", async () => {
  let isFirst = true;
  server.hinder = (method) => {
    if (method !== "PATCH" || !isFirst) return null;
    isFirst = false;
    server.uploads.set("/uploads/1", "abcd"); // so much came through before the line was cut
    throw new TypeError("network");
  };
  const states = [];
  const voice = spoken("abc", "defg");
  await voice.note({ isFinished: true });
  const line = new Line(voice, "/uploads/");
  line.addEventListener("change", () => states.push([line.state, line.offset]));
  await until(line, ({ isOver }) => isOver);
  assert.deepEqual(states, [
    ["lost", 0],
    ["lost", 4],
    ["arrived", 7],
  ]);
  assert.equal(server.uploads.get("/uploads/1"), "abcdefg");
});

test("an upload that the server has forgotten is sent anew from its beginning", async () => {
  const voice = spoken("abc", "defg");
  voice.facts.upload = "/uploads/forgotten";
  const line = await finished(voice);
  assert.deepEqual([line.state, server.uploads.get("/uploads/1")], ["arrived", "abcdefg"]);
});

test("each hindrance has its own name, and ends when it is over", async () => {
  for (const [status, state] of [
    [401, "signed out"],
    [403, "signed out"],
    [507, "full"],
    [500, "lost"],
    [503, "lost"],
  ]) {
    server.uploads.clear();
    let times = 2;
    server.hinder = (method) => (method === "PATCH" && times-- > 0 ? new Response("{}", { status }) : null);
    const voice = spoken("abc");
    await voice.note({ isFinished: true });
    const line = new Line(voice, "/uploads/");
    const seen = new Set();
    line.addEventListener("change", () => seen.add(line.state));
    await until(line, ({ isOver }) => isOver);
    assert.deepEqual([...seen], [state, "arrived"]);
  }
});

test("what is refused is told with the server's reason, and is not sent again until somebody asks", async () => {
  server.hinder = (method) => (method === "PATCH" ? new Response(JSON.stringify({ detail: "No sound in it." }), { status: 400 }) : null);
  const voice = spoken("abc");
  await voice.note({ isFinished: true });
  const line = await until(new Line(voice, "/uploads/"), ({ state }) => state === "refused");
  assert.equal(line.detail, "No sound in it.");
  await new Promise((resolve) => soon(resolve, 20));
  assert.equal(server.asked.filter((method) => method === "PATCH").length, 1);
  server.hinder = () => null;
  line.hurry();
  await until(line, ({ state }) => state === "arrived");
});

test("while somebody speaks the end is not told, and the line rests when all has come", async () => {
  const ends = [];
  server.hinder = (method, headers) => {
    if (method === "PATCH") ends.push(headers["Upload-Length"]);
    return null;
  };
  const voice = spoken("abc");
  voice.isOpen = true;
  const line = await until(new Line(voice, "/uploads/"), ({ offset }) => offset === 3);
  await new Promise((resolve) => soon(resolve, 20));
  assert.deepEqual([ends, line.state, line.safeMs], [[undefined], "well", 1000]);
  line.become("left");
  line.hurry();
});

test("what is thrown away is gone there before it is gone here", async () => {
  const voice = spoken("abc");
  voice.facts.upload = "/uploads/1";
  voice.isOpen = true;
  server.uploads.set("/uploads/1", "abc");
  const line = new Line(voice, "/uploads/");
  server.hinder = (method) => (method === "DELETE" ? new Response("{}", { status: 503 }) : null);
  await assert.rejects(line.throwAway());
  assert.equal(line.isOver, false);
  server.hinder = () => null;
  await line.throwAway();
  assert.deepEqual([line.state, server.uploads.size], ["left", 0]);
});
