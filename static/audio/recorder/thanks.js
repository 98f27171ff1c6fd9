// When all of a recording has come: thanks, what happens next, and another question for whoever would like to go on.
import { clock } from "memoire/clock";

// `next` is the question to offer, if there is one; `ms` is how much was said.
export function thank(part, { narrator, recording, ms, next }) {
  const panel = part("thanks");
  if (!panel.hidden) return;
  part("thanked").textContent = narrator ? `Thank you, ${narrator}.` : "Thank you.";
  part("length").textContent = clock(ms / 1000);
  part("recording").href = recording;
  if (next) offer(part, next);
  panel.hidden = false;
  part("thanked").focus();
}

function offer(part, { id, text }) {
  part("next-question").textContent = text;
  part("next-question").hidden = false;
  part("more").textContent = "Answer this question";
  part("more").search = new URLSearchParams({ prompt: id ?? text });
  part("more").setAttribute("aria-describedby", "next-question");
  document.getElementById("next-words").textContent = "Would you like to answer another question?";
}
