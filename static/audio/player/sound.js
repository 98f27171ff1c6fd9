// The sound of this page: how long it is, and how to move in it.
export const bar = document.querySelector(".player");
export const sound = bar?.querySelector("audio") ?? null;

// Not known while we are still looking at the file; the browser may know by then.
export function length() {
  return Number(bar.dataset.duration) / 1000 || sound.duration || Infinity;
}

export function seek(seconds) {
  sound.currentTime = Math.min(Math.max(seconds, 0), length());
}

export function playFrom(seconds) {
  seek(seconds);
  play();
}

// At its end it begins anew, as the browser does by itself.
export function play() {
  sound.play().catch(() => {}); // the "error" event says what is wrong, in words
}

export function turnOnOrOff() {
  if (sound.paused) play();
  else sound.pause();
}

// One line above the controls, for eyes and ears; it goes by itself.
let going = null;
export function say(sentence) {
  const line = bar.querySelector(".told");
  line.textContent = sentence;
  clearTimeout(going);
  going = setTimeout(() => (line.textContent = ""), 8000);
}
