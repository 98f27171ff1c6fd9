// The page of the recorder: one large button, what is heard, what is safe.
import { clock } from "memoire/clock";
import { signInHere } from "memoire/door";
import { stayAwake } from "memoire/recorder/awake";
import { askToKeep } from "memoire/recorder/keeping";
import { showLeft } from "memoire/recorder/left";
import { Line } from "memoire/recorder/line";
import { Meter } from "memoire/recorder/meter";
import { microphones, whyUnable } from "memoire/recorder/microphone";
import { Questions } from "memoire/recorder/questions";
import { Recorder } from "memoire/recorder/recorder";
import { doing, hindered, sentence } from "memoire/recorder/sentences";
import { thank } from "memoire/recorder/thanks";
import { Voice, claim } from "memoire/recorder/voice";

const page = document.querySelector(".recorder");
const { uploads, family, user, recordingPage, nobody } = page.dataset;
const part = (name) => page.querySelector(`[data-part=${name}]`);
const act = (name) => part("able").querySelector(`[data-act=${name}]`);
const LABELS = { recording: "Pause", paused: "Go on", interrupted: "Go on", refused: "Try again" };
const owner = { user, family };
const remembered = `memoire.narrator.${family}`;
const narrator = part("narrator");
const questions = new Questions();
const recorder = new Recorder(begin);
const meter = new Meter(part("meter"));
let line = null;

async function begin() {
  const voice = Voice.begin({ ...owner, narrator: narrator.value.trim() });
  remember(voice.facts.narrator);
  await claim(voice);
  if (questions.shown) await voice.ask(questions.shown, 0);
  follow(voice, new Line(voice, uploads));
  voice.isLasting = false;
  askToKeep().then((isLasting) => Object.assign(voice, { isLasting }));
  return voice;
}

// A browser that keeps nothing for pages says so with an error; then the name is asked again next time.
function remember(name) {
  try {
    if (name !== undefined) localStorage.setItem(remembered, name);
    return localStorage.getItem(remembered) ?? "";
  } catch (error) {
    console.warn("The name is not remembered.", error);
    return "";
  }
}

function follow(voice, its) {
  line = its;
  for (const each of [voice, line]) each.addEventListener("change", show);
}

function goOn(voice, its) {
  follow(voice, its);
  const last = voice.facts.asked.at(-1);
  if (last) questions.goBackTo(last);
  else questions.skip();
  recorder.adopt(voice);
  ask();
  act("listen").focus();
}

function ask() {
  part("question").textContent = questions.shown?.text ?? "Tell whatever comes to mind.";
  act("another").hidden = questions.isOnly || recorder.isEnding;
  act("another").textContent = questions.isFree ? "A question, please" : "Another question";
  act("skip").hidden = questions.isFree || Boolean(recorder.voice);
}

function another() {
  const next = questions.next();
  recorder.voice?.ask(next, recorder.ms);
  ask();
  announce(next.text);
}

// Spoken when something has changed, and not each time that a little more is safe.
function announce(words) {
  const place = part("announced");
  if (place.textContent !== words) place.textContent = words;
}

function show() {
  const { state, isOn, isEnding } = recorder;
  part("safe").textContent = sentence(recorder, line);
  part("safe").classList.toggle("is-hindered", Boolean(hindered(line)) || state === "refused" || state === "interrupted");
  page.classList.toggle("is-under-way", Boolean(recorder.voice));
  act("listen").classList.toggle("is-on", isOn);
  act("listen").ariaDisabled = String(state === "asking" || isEnding); // disabled, it would lose the focus
  part("label").textContent = LABELS[state] ?? "Start";
  act("finish").hidden = !recorder.voice || isEnding;
  act("again").hidden = !(line?.state === "refused" && state === "finished");
  act("save").hidden = act("again").hidden;
  act("door").hidden = line?.state !== "signed out";
  part("before").hidden = Boolean(recorder.voice);
  part("time").textContent = clock(recorder.ms / 1000);
  if (line?.state === "arrived") showThanks();
}

// The server has answered with the recording: nothing is left to do here.
function showThanks() {
  part("question").hidden = part("able").hidden = true;
  const { narrator } = line.voice.facts;
  thank(part, { narrator, recording: opens(line.recording), ms: line.voice.ms, next: questions.following });
}

// The times are left out of what is announced.
function changed() {
  show();
  ask();
  stayAwake(recorder.isOn);
  if (recorder.isOn) meter.listen(recorder.stream);
  else meter.rest();
  offerMicrophones();
  announce(doing(recorder));
}

async function offerMicrophones() {
  const all = await microphones();
  const choice = part("microphone");
  choice.closest("div").hidden = all.length < 2;
  choice.replaceChildren(...all.map(({ label, deviceId }) => new Option(label, deviceId, false, deviceId === recorder.device)));
}

function opens(recording) {
  return recordingPage.replace(nobody, recording);
}

// Nothing was recorded where there are no bytes: then there is nothing to send either.
async function finish() {
  part("safe").focus();
  await recorder.finish();
  if (!recorder.voice.bytes) location.reload();
}

function signIn() {
  return signInHere().then(
    () => line.hurry(),
    () => act("door").focus(),
  );
}

function isUnsafe() {
  return Boolean(recorder.take) || Boolean(line && !line.isOver && !line.hasAll && !(line.voice.isKept && line.voice.isLasting));
}

function followLine() {
  let before = "";
  return () => {
    if (line && line.state !== before && (before || line.state !== "well"))
      announce(hindered(line, recorder.state === "finished") || "The line is back.");
    before = line?.state ?? "";
  };
}

function open() {
  narrator.value ||= remember();
  const tellOfLine = followLine();
  recorder.addEventListener("change", changed);
  meter.addEventListener("change", () => (part("heard").textContent = meter.words));
  act("listen").addEventListener("click", () => recorder.press());
  act("another").addEventListener("click", another);
  act("skip").addEventListener("click", () => {
    questions.skip();
    ask();
  });
  act("finish").addEventListener("click", finish);
  act("door").addEventListener("click", signIn);
  act("again").addEventListener("click", () => line.hurry());
  act("save").addEventListener("click", () => line.voice.save());
  part("microphone").addEventListener("change", ({ target }) => recorder.change(target.value));
  navigator.mediaDevices.addEventListener("devicechange", offerMicrophones);
  addEventListener("beforeunload", (event) => isUnsafe() && event.preventDefault());
  setInterval(() => {
    part("time").textContent = clock(recorder.ms / 1000);
    tellOfLine();
  }, 250);
  ask();
  show();
  part("able").hidden = false;
  part("unable").hidden = true;
  showLeft({ uploads, owner, opens, goOn });
}

if (whyUnable()) part("why").textContent = whyUnable();
else open();
