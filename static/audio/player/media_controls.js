// The voice among the media controls of the operating system: on the locked screen, on the keyboard, on a headset.
import { bar, length, play, seek, sound } from "memoire/sound";

const STEP_SECONDS = 10;
const session = navigator.mediaSession;

const answers = {
  play,
  pause: () => sound.pause(),
  seekbackward: ({ seekOffset }) => seek(sound.currentTime - (seekOffset || STEP_SECONDS)),
  seekforward: ({ seekOffset }) => seek(sound.currentTime + (seekOffset || STEP_SECONDS)),
  seekto: ({ seekTime }) => seek(seekTime),
};

function tell() {
  session.playbackState = sound.paused ? "paused" : "playing";
  const duration = length();
  if (!Number.isFinite(duration) || duration <= 0) return;
  session.setPositionState({ duration, playbackRate: sound.playbackRate, position: Math.min(sound.currentTime, duration) });
}

function start() {
  const { title, narrator, family } = bar.dataset;
  session.metadata = new MediaMetadata({ title, artist: narrator, album: family });
  for (const [action, answer] of Object.entries(answers)) {
    try {
      session.setActionHandler(action, answer);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // a browser that does not know this one has the others
    }
  }
  for (const name of ["play", "pause", "seeked", "ratechange", "durationchange"]) sound.addEventListener(name, tell);
}

if (sound && session) start();
