// How fast the voice speaks, kept for this browser.
import { bar, sound } from "memoire/sound";

const KEY = "memoire.speed";
const choice = bar?.querySelector(".speed select");

// A browser that keeps nothing for pages says so with an error; then the speed lasts as long as the page.
function kept(change = (storage) => storage.getItem(KEY)) {
  try {
    return change(localStorage);
  } catch (error) {
    if (error.name !== "SecurityError" && error.name !== "QuotaExceededError") throw error;
    return null;
  }
}

function speak(speed) {
  sound.defaultPlaybackRate = sound.playbackRate = speed; // the default: loading again does not lose it
}

export function startSpeed() {
  const last = kept();
  if ([...choice.options].some((option) => option.value === last)) choice.value = last;
  speak(Number(choice.value));
  choice.addEventListener("change", () => {
    speak(Number(choice.value));
    kept((storage) => storage.setItem(KEY, choice.value));
  });
}
