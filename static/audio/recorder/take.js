// One take: what a browser's recorder makes of one stretch of listening, in pieces of a few seconds.
const PIECE_MS = 3000;
const HELD_BACK_MS = 500; // what an encoder has heard and not yet given; what we say of a piece must be in it
const STOP_MS = 5000; // a recorder whose microphone was torn away may never say that it has stopped
const TICK_MS = 100;
const BITS = 64_000; // a second; speech in Opus needs no more
const KINDS = ["audio/webm;codecs=opus", "audio/mp4"];

export class Take extends EventTarget {
  ran = 0;
  late = 0;
  since = null;
  kept = Promise.resolve();

  // `keep(bytes, ms, mime)` is called for one piece after the other; `ms` counts from the beginning of the take.
  constructor(stream, keep) {
    super();
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    this.recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS, ...(mimeType && { mimeType }) });
    this.recorder.addEventListener("dataavailable", ({ data }) => this.give(data, keep));
    this.stopped = new Promise((resolve) => this.recorder.addEventListener("stop", resolve));
    for (const end of ["stop", "error"]) this.recorder.addEventListener(end, () => this.broke());
    for (const track of stream.getAudioTracks()) for (const loss of ["ended", "mute"]) track.addEventListener(loss, () => this.broke());
  }

  get ms() {
    return this.ran + (this.since === null ? 0 : performance.now() - this.since);
  }

  get isOn() {
    return this.recorder.state === "recording";
  }

  give(data, keep) {
    if (!data.size) return;
    const ms = Math.max(0, this.ms - HELD_BACK_MS - this.lateness());
    this.kept = this.kept
      .then(async () => keep(await data.arrayBuffer(), ms, this.recorder.mimeType))
      .catch(() => this.dispatchEvent(new Event("broke"))); // one piece is lost; the next take goes on
  }

  start() {
    this.recorder.start(PIECE_MS);
    this.since = this.ticked = performance.now();
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  // A page that was busy gets its pieces later than they were said: for as long as it was, we say less of them.
  tick() {
    const now = performance.now();
    this.late = Math.max(this.late, now - this.ticked - TICK_MS);
    this.ticked = now;
  }

  lateness() {
    this.tick();
    const { late } = this;
    this.late = 0;
    return late;
  }

  // What was said so far is given at once: a pause may last long.
  pause() {
    this.rest();
    this.recorder.requestData();
    this.recorder.pause();
  }

  goOn() {
    this.recorder.resume();
    this.since = performance.now();
  }

  rest() {
    this.ran = this.ms;
    this.since = null;
  }

  async stop() {
    this.isWanted = true;
    this.rest();
    if (this.recorder.state !== "inactive") this.recorder.stop();
    await Promise.race([this.stopped, new Promise((resolve) => setTimeout(resolve, STOP_MS))]);
    clearInterval(this.timer);
    await this.kept;
  }

  // The microphone was pulled out, or a call took it.
  broke() {
    if (this.isWanted) return;
    this.isWanted = true;
    this.dispatchEvent(new Event("broke"));
  }
}
