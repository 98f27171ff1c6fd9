// Words that were typed and not kept: what comes back into a page, with which version, and what is forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "#page";

const heard = {}; // what the module listens to, by the name of the event
const listen = (name, act) => {
  heard[name] = act;
};

// A page that somebody comes back to: as much of forms and of the tab's storage as the module looks at.
function field(name, value, facts = {}) {
  const made = { name, value, defaultValue: value, dataset: {}, said: null, matches: (kinds) => kinds.includes("textarea"), ...facts };
  return Object.assign(made, { before: (line) => Object.assign(made, { said: line }), closest: () => null, focus() {} });
}

function form(action, fields, facts = {}) {
  const elements = Object.assign([...fields], Object.fromEntries(fields.map((each) => [each.name, each])));
  const made = { method: "post", enctype: "", elements, closest: () => null, getAttribute: () => action, matches: () => true, ...facts };
  for (const each of fields) each.form = made;
  return made;
}

const version = () => field("version", "2", { matches: () => false });
const kept = form("/words/1/", [field("text", "as the server has it"), version()]);
const taken = form("/words/2/", [field("text", "as the server has it"), version()]);
const untouched = form("/words/3/", [field("text", "as it was")]);
const refused = form("/words/4/", [field("text", "typed", { dataset: { stored: "as it was" } })]);
const search = form("/search/", [field("q", "")], { method: "get" });

const storage = {
  "words 7 /words/1/ text": JSON.stringify({ value: "typed before", version: "1" }),
  "words 7 /words/2/ text": JSON.stringify({ value: "sent before", version: "1", isSent: true }),
  "words 8 /words/1/ text": JSON.stringify({ value: "somebody else's" }),
  "words 7 /search/ q": JSON.stringify({ value: "not ours to keep" }),
};
const hidden = (act) => ({ value: act, enumerable: false });
globalThis.sessionStorage = Object.defineProperties(storage, {
  getItem: hidden((key) => storage[key] ?? null),
  setItem: hidden((key, value) => Object.assign(storage, { [key]: value })),
  removeItem: hidden((key) => delete storage[key]),
});
const told = (key) => JSON.parse(storage[key] ?? "null");

function element() {
  const made = { clicks: [], append() {}, remove: () => Object.assign(made, { isGone: true }), setAttribute() {} };
  made.addEventListener = (_, act) => made.clicks.push(act);
  made.append = (...parts) => Object.assign(made, { parts });
  return made;
}

globalThis.location = new URL("https://memoire.example/words/1/");
globalThis.addEventListener = listen;
globalThis.document = {
  forms: [kept, taken, untouched, refused, search],
  getElementById: () => ({ dataset: { user: "7" } }),
  querySelector: () => null,
  querySelectorAll: () => refused.elements,
  createElement: element,
  addEventListener: listen,
};
performance.getEntriesByType = () => [{ redirectCount: 1 }]; // the form that was sent has been answered
const { anyDirty, forget, isDirty } = await page("memoire/keeping");

test("what was typed and not kept is back, with the version that was read then", () => {
  const [text, read] = kept.elements;
  assert.deepEqual([text.value, read.value], ["typed before", "1"]);
  assert.match(text.said.textContent, /is back/);
});

test("what was thrown away gives the words and the version of the server back", () => {
  const [text, read] = kept.elements;
  const [, away] = text.said.parts;
  away.clicks[0]();
  assert.deepEqual([text.value, read.value, text.said.isGone], ["as the server has it", "2", true]);
  assert.equal(told("words 7 /words/1/ text"), null);
});

test("what was sent and answered is forgotten", () => {
  assert.equal(taken.elements[0].value, "as the server has it");
  assert.equal(told("words 7 /words/2/ text"), null);
});

test("what the server refused is kept as typed, though the page came with it", () => {
  assert.equal(told("words 7 /words/4/ text").value, "typed");
  assert.equal(isDirty(refused), true);
});

test("nobody gets the words of somebody else in the same tab", () => {
  assert.equal(told("words 8 /words/1/ text").value, "somebody else's");
  assert.equal(untouched.elements[0].said, null);
});

test("a search is not kept", () => {
  assert.equal(search.elements[0].value, "");
  assert.equal(isDirty(search), false);
});

test("each letter is kept with its version, and nothing once it is as it was", () => {
  const [text] = taken.elements;
  text.value = "typed now";
  heard.input({ target: text });
  assert.deepEqual(told("words 7 /words/2/ text"), { value: "typed now", version: "2" });
  assert.equal(anyDirty(), true);
  text.value = text.defaultValue;
  heard.input({ target: text });
  assert.equal(told("words 7 /words/2/ text"), null);
});

test("an answer that took the words forgets them, and one that did not keeps them", () => {
  const [text] = untouched.elements;
  text.value = "typed now";
  heard.input({ target: text });
  for (const response of [{ status: 409 }, { status: 500 }, { status: 200, raw: { redirected: true } }]) {
    heard["htmx:after:request"]({ target: untouched, detail: { ctx: { response } } });
    assert.equal(told("words 7 /words/3/ text").value, "typed now");
  }
  heard["htmx:after:request"]({ target: untouched, detail: { ctx: { response: { status: 200, raw: { redirected: false } } } } });
  assert.equal(told("words 7 /words/3/ text"), null);
});

test("a page with words that nobody has kept asks before it is left", () => {
  const asked = [];
  heard.beforeunload({ preventDefault: () => asked.push("stay?") });
  assert.deepEqual(asked, ["stay?"]);
  forget(refused);
  assert.equal(told("words 7 /words/4/ text"), null);
});
