// What somebody types is theirs: it outlives a session that has ended, a server that is gone, and a page that is left by mistake.
// The words wait in this tab's storage, which nobody else reads and which is emptied by signing out, until the server has them.
import { signInHere } from "memoire/door";

const NO_LINE = "We could not get through just now. Your words are still here: try once more in a moment.";
const LEFT = "You are signed out, so this is not kept yet. Your words are still here.";
const BACK = "What you had typed here, and not kept, is back.";
const TYPED = "textarea, input:not([type]), input[type=text]";

const door = document.getElementById("door");
const prefix = `words ${door?.dataset.user} `;
const passing = new WeakSet(); // forms that may go their way
let isLeaving = false;

const isWatched = (form) => form?.method === "post" && !form.hidden && !form.closest("dialog, .leave-taking");
const isOurs = (form) => isWatched(form) && form.enctype !== "multipart/form-data"; // the words of the others, which may have files, are not stored
const typedIn = (form) => [...form.elements].filter((field) => field.matches(TYPED));
const stored = (field) => field.dataset.stored ?? field.defaultValue; // what the server has, where the page came with what it has not taken yet
const isTouched = (field) => field.value !== stored(field);
const pathOf = (form) => new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
const keyOf = (field) => `${prefix}${pathOf(field.form)} ${field.name}`;
const versionOf = (field) => field.form.elements[`version-${field.name.replace(/^\w+-/, "")}`] ?? field.form.elements.version;

export function isDirty(form) {
  return isWatched(form) && typedIn(form).some(isTouched);
}

export function anyDirty() {
  return [...document.forms].some(isDirty);
}

// --- the words in this tab's storage ---------------------------------------------------------------------------------

function note(field) {
  if (!isTouched(field)) return sessionStorage.removeItem(keyOf(field));
  const told = { value: field.value, version: versionOf(field)?.value };
  sessionStorage.setItem(keyOf(field), JSON.stringify(told));
}

export function forget(form) {
  for (const field of typedIn(form)) sessionStorage.removeItem(keyOf(field));
}

function keysKept() {
  return Object.keys(sessionStorage).filter((key) => key.startsWith(prefix));
}

const known = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");

// After a form has gone its way the browser shows the answer: by a redirect when the words were taken, or the form again with them.
// Where neither came, as when the server is killed in between, they are not taken.
function settleSent() {
  const [arrival] = performance.getEntriesByType("navigation");
  const isAnswer = arrival?.redirectCount > 0 || arrival?.responseStatus === 400 || arrival?.responseStatus === 409;
  for (const key of keysKept()) {
    const { isSent, ...told } = known(key);
    if (!isSent) continue;
    if (isAnswer) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(told));
  }
}

// With the version that was read then: if somebody else was here meanwhile, the server shows both.
function bringBack(field) {
  const told = isOurs(field.form) && known(keyOf(field));
  if (!told || told.isSent || told.value === field.value) return;
  const version = versionOf(field);
  const [before, read] = [field.value, version?.value];
  field.value = told.value;
  if (version && told.version) version.value = told.version;
  const said = line(BACK);
  const away = Object.assign(document.createElement("button"), { type: "button", className: "plain button", textContent: "Throw it away" });
  away.addEventListener("click", () => {
    field.value = before;
    if (version) version.value = read;
    note(field);
    said.remove();
    field.focus();
  });
  said.append(" ", away);
  field.before(said);
  field.closest("details")?.setAttribute("open", "");
}

function line(text) {
  return Object.assign(document.createElement("p"), { className: "quiet kept", role: "status", textContent: text });
}

// --- sending ---------------------------------------------------------------------------------------------------------

async function whoIsIn() {
  try {
    const { status } = await fetch(door.dataset.asks, { cache: "no-store" });
    return { 204: "in", 401: "out" }[status] ?? "no line";
  } catch {
    return "no line";
  }
}

async function onSubmit(event) {
  const form = event.target;
  if (!isOurs(form) || passing.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  const problem = await whatHinders();
  if (problem) return say(form, problem);
  form.querySelector(".hindrance")?.remove();
  passing.add(form);
  form.requestSubmit(submitter?.isConnected ? submitter : undefined);
  passing.delete(form);
}

async function whatHinders() {
  const who = await whoIsIn();
  if (who === "no line") return NO_LINE;
  if (who === "in") return "";
  return signInHere().then(
    () => "",
    () => LEFT,
  );
}

// The form goes its way in the browser's own manner, unless htmx has taken it.
function onPassing(event) {
  if (!isWatched(event.target) || event.defaultPrevented) return;
  isLeaving = true;
  for (const field of typedIn(event.target)) {
    const told = known(keyOf(field));
    if (told) sessionStorage.setItem(keyOf(field), JSON.stringify({ ...told, isSent: true }));
  }
}

function say(form, text) {
  form.querySelector(".hindrance")?.remove();
  const said = line(text);
  said.className = "problem hindrance";
  said.setAttribute("role", "alert");
  form.append(said);
}

// --- keys and leaving ------------------------------------------------------------------------------------------------

function onKey(event) {
  const isKeep = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches?.("textarea");
  if (!isKeep || !isOurs(event.target.form)) return;
  event.preventDefault();
  const own = event.target.parentElement.querySelector("button[type=submit][form]"); // of a line among many
  event.target.form.requestSubmit(own ?? undefined);
}

function start() {
  settleSent();
  for (const form of document.forms) typedIn(form).forEach(bringBack);
  document.querySelectorAll("[data-stored]").forEach((field) => isOurs(field.form) && isTouched(field) && note(field));
  document.addEventListener("input", ({ target }) => target.matches(TYPED) && isOurs(target.form) && note(target));
  document.addEventListener("submit", onSubmit, true);
  addEventListener("submit", onPassing);
  document.addEventListener("keydown", onKey);
  document.addEventListener("htmx:after:settle", ({ target }) => {
    for (const form of [target, ...(target.querySelectorAll?.("form") ?? [])]) if (isOurs(form)) typedIn(form).forEach(bringBack);
  });
  document.addEventListener("htmx:after:request", ({ target, detail }) => {
    const answer = detail.ctx?.response;
    if (target.matches?.("form") && answer?.status < 300 && !answer.raw?.redirected) forget(target);
  });
  document.querySelector(".leave-taking")?.addEventListener("submit", () => keysKept().forEach((key) => sessionStorage.removeItem(key)));
  addEventListener("beforeunload", (event) => !isLeaving && anyDirty() && event.preventDefault());
  addEventListener("pageshow", () => (isLeaving = false));
}

if (door) start();
