// The player at the foot of a recording's page. Without it the browser's own controls stand in the same place.
import WaveSurfer from "wavesurfer";
import { clock, spoken } from "memoire/clock";

const bar = document.querySelector(".player");
const audio = bar?.querySelector("audio");
const go = bar?.querySelector(".go");
const slider = bar?.querySelector(".wave");
const at = bar?.querySelector(".at");
const STEPS = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -60, PageUp: 60 };

export const sound = audio;

export function seek(seconds) {
  audio.currentTime = Math.min(Math.max(seconds, 0), length());
}

export function playFrom(seconds) {
  seek(seconds);
  audio.play().catch(() => {}); // the "error" event says what is wrong, in words
}

// Not known while we are still looking at the file; the browser may know by then.
function length() {
  return Number(bar.dataset.duration) / 1000 || audio.duration || Infinity;
}

function draw(peaks) {
  const wave = WaveSurfer.create({
    container: slider,
    media: audio,
    peaks: [peaks],
    duration: length(),
    height: 48,
    barWidth: 2,
    barGap: 2,
    barRadius: 2,
    cursorWidth: 0,
    normalize: true,
    dragToSeek: true,
    cspNonce: document.querySelector("script[nonce]")?.nonce,
    ...colours(),
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => wave.setOptions(colours()));
}

// A canvas knows no custom properties: the style sheet gives the bar's colours as `color` (heard) and `fill` (to come).
function colours() {
  const { color, fill } = getComputedStyle(slider);
  return { progressColor: color, waveColor: fill };
}

function show() {
  at.textContent = `${clock(audio.currentTime)} of ${clock(length())}`;
}

// Told to a screen reader when somebody moves or stops, not four times a second while a voice speaks.
function tell() {
  slider.setAttribute("aria-valuenow", Math.floor(audio.currentTime));
  slider.setAttribute("aria-valuetext", `${spoken(audio.currentTime)}, of ${spoken(length())}`);
}

function turn() {
  go.classList.toggle("is-playing", !audio.paused);
  go.setAttribute("aria-label", audio.paused ? "Play" : "Pause");
  tell();
}

function onKey(event) {
  const target = { Home: 0, End: length() }[event.key] ?? audio.currentTime + STEPS[event.key];
  if (Number.isNaN(target) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  seek(target);
}

function start() {
  draw(JSON.parse(document.getElementById("peaks").textContent));
  go.addEventListener("click", () => (audio.paused ? playFrom(audio.currentTime) : audio.pause()));
  slider.setAttribute("aria-valuemax", Math.floor(length()));
  slider.addEventListener("keydown", onKey);
  for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, turn);
  for (const name of ["timeupdate", "seeking"]) audio.addEventListener(name, show);
  audio.addEventListener("seeked", tell);
  audio.addEventListener("error", () => (at.textContent = "This sound cannot be played just now. Please load the page again."));
  show();
  tell();
  audio.controls = false;
  bar.classList.add("is-drawn");
}

if (bar && document.getElementById("peaks")) start();
