// A file on its way, over a client that answers as it is told: what it becomes after each answer of a server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "#page";

const CLIENT = `
  export const forgotten = [];
  export const defaultOptions = { urlStorage: { removeUpload: async (key) => forgotten.push(key) } };
  export class Upload {
    constructor(file, options) { Object.assign(this, { file, options, url: null, starts: 0, aborts: [] }); }
    async findPreviousUploads() { return Upload.known ?? []; }
    resumeFromPreviousUpload(known) { this.resumed = known; }
    start() { this.starts += 1; }
    async abort(isForGood) { this.aborts.push(isForGood); }
  }
`;
const { mark, Parcel } = await page("memoire/parcel", { "memoire/tus": CLIENT });
const { forgotten, Upload } = await import("memoire/tus");

const file = (facts) => ({ name: "tape.mp3", size: 100, lastModified: 5, slice: () => ({ arrayBuffer: async () => {} }), ...facts });
const parcel = (facts) => new Parcel(file(facts), { uploads: "/uploads/", family: "3", about: {}, token: () => "t" });

async function sent(status, body = "", facts = {}) {
  const one = parcel(facts);
  await one.send();
  one.answer = { status, body };
  return one;
}

function response(method, status, headers = {}) {
  const request = { getMethod: () => method };
  return [request, { getStatus: () => status, getBody: () => "", getHeader: (name) => headers[name] }];
}

test("a file is known again by its name, size and date, within a family", () => {
  assert.equal(mark(file(), "3"), "memoire|3|tape.mp3|100|5");
  assert.notEqual(mark(file(), "3"), mark(file({ lastModified: 6 }), "3"));
});

test("of several beginnings the latest is gone on with", async () => {
  Upload.known = [{ creationTime: "2026-01-01" }, { creationTime: "2026-02-01" }];
  const one = await sent(0);
  Upload.known = null;
  assert.deepEqual([one.upload.resumed.creationTime, one.upload.starts], ["2026-02-01", 1]);
});

test("it tries again where that can help, and nowhere else", async () => {
  const answers = [];
  for (const status of [0, 409, 423, 500, 503, 507, 400, 401, 403, 413]) answers.push([status, (await sent(status)).mayTryAgain()]);
  const helps = answers.filter(([, may]) => may).map(([status]) => status);
  assert.deepEqual(helps, [0, 409, 423, 500, 503]);
});

test("where it cannot go on, it says why", async () => {
  const becomes = {};
  for (const status of [0, 401, 403, 400, 413, 507, 500, 409]) {
    const one = await sent(status, "{}");
    one.stopped();
    becomes[status] = one.state;
  }
  assert.deepEqual(becomes, {
    0: "given up",
    401: "signed out",
    403: "signed out",
    400: "refused",
    413: "refused",
    507: "refused",
    500: "given up",
    409: "given up",
  });
});

test("only an answer that the upload is gone may begin it anew", async () => {
  const one = await sent(0);
  for (const status of [404, 410, 423]) one.answered(...response("HEAD", status));
  for (const status of [400, 401, 500, 502]) assert.throws(() => one.answered(...response("HEAD", status)), /The server answered/);
});

test("what the server has is where it goes on", async () => {
  const one = await sent(0);
  one.answered(...response("HEAD", 200, { "Upload-Offset": "40" }));
  assert.deepEqual([one.state, one.had, one.sent], ["sending", 40, 40]);
});

test("a file that was changed meanwhile is refused for good", async () => {
  const gone = { slice: () => ({ arrayBuffer: async () => Promise.reject(new Error("changed")) }) };
  const one = await sent(0, "", gone);
  one.mayTryAgain();
  await new Promise(setImmediate);
  assert.deepEqual([one.state, one.why.isFinal], ["refused", true]);
  assert.match(one.why.sentence, /was changed or moved/);
});

test("what is given up is forgotten here, and told to the server", async () => {
  Upload.known = [{ urlStorageKey: "k", creationTime: "2026-01-01" }];
  const one = await sent(0);
  one.cancel();
  await new Promise(setImmediate);
  Upload.known = null;
  assert.deepEqual([one.state, one.upload.aborts, forgotten], ["cancelled", [true], ["k"]]);
});

test("progress after a pause changes nothing", async () => {
  const one = await sent(0);
  one.pause();
  one.progressed(100);
  assert.deepEqual([one.state, one.sent], ["paused", 0]);
});

test("all bytes sent is not yet arrived: the server looks first", async () => {
  const one = await sent(0);
  one.progressed(100);
  assert.equal(one.state, "looking");
  one.options().onSuccess();
  assert.equal(one.state, "arrived");
});
