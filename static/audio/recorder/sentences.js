// What is happening, in a sentence that never says more than the server has.
import { clock } from "memoire/clock";

const DOING = {
  before: "Press the button and begin to speak.",
  asking: "The browser asks whether this page may listen. Please allow it.",
  recording: "We are recording.",
  paused: "Paused.",
  interrupted: "The microphone has stopped. Was it pulled out, or did somebody call? Press the button to go on.",
  finishing: "One moment: this device is keeping the last of it.",
  finished: "Sending the last of it.",
};

export function doing({ state, why }) {
  return state === "refused" ? why : DOING[state];
}

// `isMore`: other words have said already what is happening.
function safe(line, isMore) {
  const at = clock(line.safeMs / 1000);
  if (line.safeMs < 1000) return "";
  return isMore ? `Up to ${at} is already safe with us.` : `Everything up to ${at} is safe.`;
}

function copy({ voice }, isFinished) {
  if (!voice.isKept) return "This device keeps no copy of all of it: please leave this page open.";
  if (!isFinished) return "This device keeps everything.";
  return voice.isLasting
    ? "This device keeps everything. You may also close this page and come back to it later."
    : "This device keeps everything. Please leave this page open until all of it is safe.";
}

const HINDERED = {
  lost: (line, isFinished) => `The line is lost. ${copy(line, isFinished)} We send it when the line is back.`,
  full: (line) => `There is no room left where recordings are kept. Tell the person who looks after Memoire. ${copy(line)}`,
  "signed out": (line) => `You have been signed out. ${copy(line)} Sign in again, and we send it.`,
  refused: (line) => `This could not be taken. ${line.detail} ${copy(line)}`,
};

export function hindered(line, isFinished) {
  return HINDERED[line?.state]?.(line, isFinished) ?? "";
}

export function sentence(recorder, line) {
  const isFinished = recorder.state === "finished";
  if (!line) return doing(recorder);
  if (line.state === "arrived") return "All of it is safe.";
  const trouble = hindered(line, isFinished);
  if (trouble) return [isFinished ? "" : doing(recorder), trouble, safe(line, true)].filter(Boolean).join(" ");
  const isAll = !recorder.take && line.hasAll && line.offset;
  const words = isAll ? "Everything so far is safe." : safe(line);
  const weak = line.voice.isKept ? "" : copy(line);
  return [doing(recorder), words, weak].filter(Boolean).join(" ");
}
