// Where this listener stopped: noted while they listen, and gone on from when they come back.
import { token } from "memoire/door";
import { bar, length, playFrom, seek, sound } from "memoire/sound";

const EVERY_SECONDS = 15;
const NEAR_SECONDS = 30;
const line = bar?.querySelector(".stopped");
const stopped = Number(bar?.dataset.stopped) / 1000;
let noted = null;

function note() {
  const now = Math.floor(sound.ended ? length() : sound.currentTime);
  if (!sound.played.length || now === noted || !Number.isFinite(now)) return;
  noted = now;
  const body = new URLSearchParams({ at_ms: now * 1000 });
  const asked = { method: "POST", body, headers: { "X-CSRFToken": token() }, keepalive: true };
  fetch(bar.dataset.listening, asked).catch(() => (noted = null)); // the line is gone: the next one will tell
}

function noteNowAndThen() {
  if (Math.abs(sound.currentTime - noted) >= EVERY_SECONDS) note();
}

// Said as long as it can be meant: not to somebody who has moved on, or elsewhere.
function showNearby() {
  line.hidden = sound.currentTime < stopped - 1 || sound.currentTime > stopped + NEAR_SECONDS;
}

// Play goes on from there, as with any other player. Who came for another moment of it hears that one.
export function goOn() {
  if (!stopped || stopped >= length()) return;
  seek(stopped);
  showNearby();
  for (const name of ["timeupdate", "seeking"]) sound.addEventListener(name, showNearby);
  line.querySelector("button").addEventListener("click", () => {
    bar.querySelector(".go").focus();
    playFrom(0);
  });
}

if (sound) {
  let settling = null;
  for (const name of ["pause", "ended"]) sound.addEventListener(name, note);
  sound.addEventListener("timeupdate", noteNowAndThen);
  sound.addEventListener("seeked", () => {
    clearTimeout(settling); // an arrow key that is held down seeks many times
    settling = setTimeout(note, 1000);
  });
  addEventListener("pagehide", note);
}
