// Recordings that this device still has from an earlier visit: sent on by themselves, gone on with, finished, or thrown away.
import { clock } from "memoire/clock";
import { Line } from "memoire/recorder/line";
import { hindered } from "memoire/recorder/sentences";
import { Voice, claim } from "memoire/recorder/voice";

const place = document.querySelector("[data-part=left]");
const sure = document.getElementById("sure");
const when = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });

// `goOn(voice, line)` is called when somebody wants to speak on.
export async function showLeft(page) {
  for (const voice of await found(page.owner)) {
    if (await claim(voice)) show(voice, page);
    else wait(voice, page);
  }
  if ((await Voice.ofOthers(page.owner).catch(none)).length)
    place.append(sentence("Somebody else has a recording on this device that is not finished. It goes on when they sign in here."));
  settle();
}

function show(voice, { uploads, opens, goOn }) {
  place.append(item({ voice, line: new Line(voice, uploads), opens, goOn }));
}

// The other window may finish it, or be closed.
async function wait(voice, page) {
  const words = sentence(`The recording of ${when.format(voice.facts.created)} is open in another window.`);
  place.append(words);
  await claim(voice, { isPatient: true });
  words.remove();
  const left = (await found(page.owner)).find(({ facts }) => facts.id === voice.facts.id);
  if (left) show(left, page);
  settle();
}

function found(owner) {
  return Voice.left(owner).catch(none);
}

function none(error) {
  console.warn("What this device has cannot be read.", error);
  return [];
}

function settle() {
  place.closest("section").hidden = !place.children.length;
}

function sentence(words) {
  return Object.assign(document.createElement("li"), { textContent: words });
}

function item({ voice, line, opens, goOn }) {
  const made = document.getElementById("left-one").content.cloneNode(true).firstElementChild;
  const part = (name) => made.querySelector(`[data-part=${name}]`);
  const act = (name) => made.querySelector(`[data-act=${name}]`);
  const on = (name, does) => act(name).addEventListener("click", does);
  const tell = () => {
    part("words").textContent = words(voice, line);
    const isRefused = line.state === "refused";
    part("acts").hidden = line.isOver || (voice.facts.isFinished && !isRefused);
    act("go").hidden = act("finish").hidden = isRefused;
    act("again").hidden = act("save").hidden = !isRefused;
    part("open").hidden = line.state !== "arrived";
    if (line.recording) part("open").href = opens(line.recording);
  };
  line.addEventListener("change", tell);
  voice.addEventListener("change", tell);
  on("go", () => take(made) && goOn(voice, line));
  on("finish", () => voice.note({ isFinished: true }));
  on("again", () => line.hurry());
  on("save", () => voice.save());
  on("throw", () => throwAway(made, line, part("problem")));
  tell();
  return made;
}

function take(made) {
  made.remove();
  settle();
  return true;
}

function words(voice, line) {
  const name = `The recording of ${when.format(voice.facts.created)}`;
  if (line.state === "arrived") return `${name} has arrived. All of it is safe.`;
  const trouble = hindered(line, true);
  const safe = `${clock(line.safeMs / 1000)} of ${clock(voice.ms / 1000)} is safe with us.`;
  if (voice.facts.isFinished) return `${name} is on its way. ${trouble || safe}`;
  const rest = line.hasAll ? "All that was kept of it is safe with us." : trouble || safe;
  return `${name}, ${clock(voice.ms / 1000)} long, is not finished. ${rest}`;
}

async function throwAway(made, line, problem) {
  sure.returnValue = ""; // some browsers remember the last answer when the dialog is left by Escape
  sure.showModal();
  await new Promise((resolve) => sure.addEventListener("close", resolve, { once: true }));
  if (sure.returnValue !== "yes") return;
  try {
    await line.throwAway();
    take(made);
  } catch {
    problem.textContent = "We could not be reached just now, and nothing was thrown away. Try again when the line is back.";
  }
}
