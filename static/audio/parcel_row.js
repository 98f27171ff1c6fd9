// How a recording on its way looks in the list: its name, its bar, its state in words, and what can be done.
import { amount, share, timeLeft } from "memoire/amounts";

const LOOKS = {
  waiting: ["need", "It waits for its turn."],
  sending: ["work", ""],
  "waiting for the line": ["work", "The line was cut. What has arrived is safe, and we keep trying."],
  known: ["", "Your family has this recording already. We kept the one that was here."],
  "told again": [
    "need",
    "Your family has this recording already, and we kept the one that was here. What you told us about it is not written there yet.",
  ],
  looking: ["work", "All of it is here. We are looking at it."],
  paused: ["need", "Paused. What has arrived is safe."],
  "signed out": ["need", "You have been signed out. What has arrived is safe."],
  "given up": ["stuck", "We could not get through. What has arrived is safe."],
  refused: ["stuck", ""],
  arrived: ["", "It is here."],
};
const OFFERS = {
  waiting: ["cancel"],
  sending: ["pause", "cancel"],
  "waiting for the line": ["pause", "cancel"],
  paused: ["go", "cancel"],
  "signed out": ["door", "cancel"],
  "given up": ["again", "cancel"],
  arrived: ["open"],
  known: ["open"],
  "told again": ["open"],
};

// `acts` has a function for each button; `say` is called once for each new state, not for each percent.
export function row(parcel, template, { acts, say, opens }) {
  const item = template.content.firstElementChild.cloneNode(true);
  const part = (name) => item.querySelector(`[data-part=${name}]`);
  part("name").textContent = parcel.file.name;
  part("bar").setAttribute("aria-label", `How much of ${parcel.file.name} has arrived`);
  for (const button of item.querySelectorAll("[data-act]")) {
    button.setAttribute("aria-label", `${button.textContent.trim()}: ${parcel.file.name}`);
    button.addEventListener("click", () => acts[button.dataset.act]?.(parcel));
  }
  let last;
  const draw = () => {
    const sentence = told(parcel);
    const [look] = LOOKS[parcel.state] ?? [""];
    drawAmount(parcel, part);
    if (last === parcel.state + sentence) return;
    if (parcel.recording) part("open").href = opens(parcel);
    if (parcel.state === "told again") {
      part("open").textContent = "See what you told us";
      part("open").setAttribute("aria-label", `See what you told us: ${parcel.file.name}`);
    }
    part("state").className = `state ${look}`;
    part("state").textContent = sentence;
    offer(item, parcel);
    last = parcel.state + sentence;
    say(`${parcel.file.name}: ${sentence}`);
  };
  parcel.addEventListener("change", draw);
  draw();
  return item;
}

function told({ state, had, file, why }) {
  if (state === "refused") return why.sentence;
  if (state !== "sending") return LOOKS[state]?.[1] ?? "";
  if (had) return `We already have ${share(had, file.size)} of this. Going on from there.`;
  return "It is on its way.";
}

function drawAmount({ state, sent, file, pace }, part) {
  const bar = part("bar");
  bar.max = file.size || 1;
  bar.value = sent;
  bar.hidden = state === "refused";
  part("amount").hidden = state === "refused";
  const speed = state === "sending" && pace.perSecond;
  const words = [["arrived", "known", "told again"].includes(state) ? amount(file.size) : share(sent, file.size)];
  if (speed) words.push(`${amount(speed)} a second`, timeLeft((file.size - sent) / speed));
  part("amount").textContent = words.join(" · ");
}

function offer(item, parcel) {
  const canRepeat = parcel.state === "refused" && !parcel.why.isFinal;
  const offers = parcel.state === "refused" ? [...(canRepeat ? ["again"] : []), "remove"] : (OFFERS[parcel.state] ?? []);
  const focused = document.activeElement;
  for (const each of item.querySelectorAll("[data-act]")) each.hidden = !offers.includes(each.dataset.act);
  if (item.contains(focused) && focused.hidden) (item.querySelector("[data-act]:not([hidden])") ?? item).focus();
}
