// Sends recordings in pieces that survive a lost line. Without it the form is sent as any other, one file at a time.
import { signInHere, token } from "memoire/door";
import { allowMany, askAgain, choose, form, input, none, told } from "memoire/asking";
import { Parcel, mark } from "memoire/parcel";
import { row } from "memoire/parcel-row";
import { isSupported } from "memoire/tus";
import { tellOfUnfinished } from "memoire/unfinished";

const list = document.querySelector(".queue");
const head = list.querySelector("h2");
const { uploads, family, familyPage, recordingPage, nobody } = list.dataset;
const items = new Map(); // each parcel and its place in the list
let parcels = [];

const acts = {
  pause: (parcel) => parcel.pause(),
  go: goOn,
  again: goOn,
  door: (parcel) =>
    signInHere().then(
      () => goOn(parcel),
      () => head.focus(),
    ),
  cancel: (parcel) => parcel.cancel(),
  remove: (parcel) => parcel.cancel(),
};

function opens(parcel) {
  const page = recordingPage.replace(nobody, parcel.recording);
  return parcel.state === "told again" ? `${page}told-again/?upload=${parcel.upload.url.match(/[0-9a-f-]{36}/)[0]}` : page;
}

function say(text) {
  list.querySelector("[role=status]").textContent = text;
}

function submit(event) {
  event.preventDefault();
  const refused = parcels.filter((each) => each.state === "refused");
  const under = new Set(parcels.filter((each) => !each.hasEnded).map((each) => each.mark));
  const files = [...input.files].filter((file) => !under.has(mark(file, family)));
  const about = told(input.files.length === 1);
  for (const file of files) take(file, about);
  for (const field of form.querySelectorAll("input[type=text]")) field.dataset.stored = field.value; // it goes with the files
  refused.forEach(takeOff);
  form.querySelector(".unfinished").replaceChildren();
  choose(none());
  show(true);
  head.focus();
  next();
}

function show(isUnderWay) {
  head.textContent = isUnderWay ? "On the way" : summary();
  list.querySelector(".keep").hidden = !isUnderWay;
  list.hidden = !parcels.length;
  form.hidden = isUnderWay;
}

function summary() {
  if (parcels.every((each) => each.state !== "refused")) return "All of it is here";
  return parcels.length > 1 ? "Not everything could be taken" : "This could not be taken";
}

function take(file, about) {
  const parcel = new Parcel(file, { uploads, family, about, token });
  const item = row(parcel, document.getElementById("parcel"), { acts, say, opens });
  list.querySelector("ul").append(item);
  items.set(parcel, item);
  parcels.push(parcel);
  parcel.addEventListener("change", () => changed(parcel));
}

function takeOff(parcel) {
  items.get(parcel).remove();
  parcels = parcels.filter((each) => each !== parcel);
}

function changed(parcel) {
  if (parcel.state === "cancelled") {
    takeOff(parcel);
    say(`${parcel.file.name} is off the list.`);
    head.focus();
  }
  if (!parcel.isMoving) next();
}

// One at a time, in the order of the list; nobody who has been signed out is asked again for each of them.
function next() {
  if (parcels.some((each) => each.isMoving || each.state === "signed out")) return;
  const waiting = parcels.find((each) => each.state === "waiting");
  if (waiting) waiting.send();
  else if (parcels.every((each) => each.hasEnded)) settle();
}

function goOn(parcel) {
  if (parcel.state === "refused") show(true);
  if (parcels.some((each) => each.isMoving)) parcel.become("waiting");
  else parcel.send();
}

function settle() {
  const asked = parcels.filter((each) => each.why?.field && each.state === "refused");
  asked.forEach(takeOff);
  const isAllHere = parcels.length && parcels.every((each) => each.state === "arrived");
  if (isAllHere && !asked.length && form.hidden) {
    location.assign(parcels.length === 1 ? opens(parcels[0]) : familyPage);
    return;
  }
  show(false);
  if (asked.length)
    askAgain(
      asked[0].why,
      asked.map(({ file }) => file),
    );
  else if (!parcels.length) input.focus();
}

function addMore() {
  form.hidden = false;
  input.focus();
}

if (isSupported) {
  allowMany();
  form.addEventListener("submit", submit);
  list.querySelector(".more").addEventListener("click", addMore);
  addEventListener("online", () => parcels.filter((each) => each.state === "given up").forEach(goOn));
  addEventListener("beforeunload", (event) => parcels.some((each) => !each.hasEnded) && event.preventDefault());
  tellOfUnfinished(form.querySelector(".unfinished"), family);
}
