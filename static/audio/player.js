// The player at the foot of a recording's page. Without it the browser's own controls stand in the same place.
import WaveSurfer from "wavesurfer";
import { clock, spoken } from "memoire/clock";
import { startLink } from "memoire/moment-link";
import { bar, length, playFrom, seek, sound, turnOnOrOff } from "memoire/sound";
import { startSpeed } from "memoire/speed";

const go = bar?.querySelector(".go");
const slider = bar?.querySelector(".wave");
const at = bar?.querySelector(".at");
const STEPS = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -60, PageUp: 60 };
const CONTROLS = "a, button, input, select, textarea, summary, audio, [role], [contenteditable]";

function draw(peaks) {
  const wave = WaveSurfer.create({
    container: slider,
    media: sound,
    peaks: [peaks],
    duration: length(),
    audioRate: sound.playbackRate, // or it would set its own
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
  at.textContent = `${clock(sound.currentTime)} of ${clock(length())}`;
}

// Told to a screen reader when somebody moves or stops, not four times a second while a voice speaks.
function tell() {
  slider.setAttribute("aria-valuenow", Math.floor(sound.currentTime));
  slider.setAttribute("aria-valuetext", `${spoken(sound.currentTime)}, of ${spoken(length())}`);
}

function turn() {
  go.classList.toggle("is-playing", !sound.paused);
  go.setAttribute("aria-label", sound.paused ? "Play" : "Pause");
  tell();
}

const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;

function onKey(event) {
  const target = { Home: 0, End: length() }[event.key] ?? sound.currentTime + STEPS[event.key];
  if (Number.isNaN(target) || !isPlain(event)) return;
  event.preventDefault();
  seek(target);
}

// The space bar, on the slider, and anywhere in the text for somebody who has been listening. No letters: they would play and stop under
// the hands of those who dictate, or whose hands tremble (WCAG 2.1.4). Until somebody listens, space turns the page as everywhere.
function onSpace(event) {
  if (event.key !== " " || !isPlain(event) || event.shiftKey || event.defaultPrevented) return;
  const isMeant = event.target === slider || (sound.played.length && !event.target.closest(CONTROLS));
  if (!isMeant) return;
  event.preventDefault();
  if (!event.repeat) turnOnOrOff();
}

// A line that was lost, or an address that was good for an hour: once more from the same place, before we say that it cannot be.
let lost = -1;
function again() {
  const here = sound.currentTime;
  if (sound.error?.code !== MediaError.MEDIA_ERR_NETWORK || here === lost) return refuse();
  lost = here;
  sound.load();
  return playFrom(here);
}

function refuse() {
  at.textContent = "This sound cannot be played just now. Please load the page again.";
}

function start() {
  startSpeed();
  startLink();
  draw(JSON.parse(document.getElementById("peaks").textContent));
  go.addEventListener("click", turnOnOrOff);
  slider.setAttribute("aria-valuemax", Math.floor(length()));
  slider.addEventListener("keydown", onKey);
  document.addEventListener("keydown", onSpace);
  for (const name of ["play", "pause", "ended"]) sound.addEventListener(name, turn);
  for (const name of ["timeupdate", "seeking"]) sound.addEventListener(name, show);
  sound.addEventListener("seeked", tell);
  sound.addEventListener("error", again);
  show();
  tell();
  sound.controls = false;
  bar.classList.add("is-drawn");
}

if (bar && document.getElementById("peaks")) start();
