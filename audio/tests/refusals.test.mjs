import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "#page";

const { refusal } = await page("memoire/refusals");
const said = (status, body) => refusal(status, JSON.stringify(body));

test("an answer that names a question leads back to it", () => {
  assert.deepEqual(said(400, { born: ["When?", "A year, please."] }), { sentence: "When? A year, please.", field: "born" });
});

test("what is not sound is not tried again", () => {
  const why = said(400, { detail: "File must be audio format" });
  assert.match(why.sentence, /not sound that we can open/);
  assert.equal(why.isFinal, true);
});

test("a file with nothing in it is called that, and not tried again", () => {
  const detail = "This file has the form of sound, but there is nothing in it that we can hear.";
  assert.deepEqual(said(400, { detail }), { sentence: detail, isFinal: true });
});

test("a file that is too large is final, a family that has no room left is not", () => {
  assert.equal(said(413, { detail: "Too large.", which: "file_size" }).isFinal, true);
  assert.equal(said(413, { detail: "Your family's share is full.", which: "family" }).isFinal, false);
  assert.equal(refusal(413, "<html>a proxy</html>").isFinal, true);
});

test("a full disk may be tried again", () => {
  assert.equal(refusal(507, "").isFinal, undefined);
});

test("the server's own reason is told, and a page of a proxy is not", () => {
  assert.equal(said(409, { detail: "It is being looked at." }).sentence, "We could not take this file. It is being looked at.");
  assert.equal(said(400, { family: ["Not yours."] }).sentence, "We could not take this file. Not yours.");
  assert.equal(refusal(502, "<html>Bad gateway</html>").sentence, "We could not take this file.");
});
