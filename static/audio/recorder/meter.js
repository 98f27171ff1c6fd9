// How loud it is, drawn as it comes, and in words that change seldom.
const BARS = 60;
const EVERY_MS = 60;
const LOUD = 0.04; // of the full scale: a voice, and not the hum of a room
const DEAF_MS = 4000;
const QUIET_MS = 12_000;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Meter extends EventTarget {
  levels = new Array(BARS).fill(0);
  words = "";

  constructor(canvas) {
    super();
    Object.assign(this, { canvas, pen: canvas.getContext("2d") });
    const ratio = Math.max(2, devicePixelRatio);
    Object.assign(canvas, { width: canvas.width * ratio, height: canvas.height * ratio });
    this.draw();
  }

  async listen(stream) {
    this.rest();
    this.context ??= new AudioContext();
    await this.context.resume();
    this.source = this.context.createMediaStreamSource(stream);
    this.analyser = new AnalyserNode(this.context, { fftSize: 2048 });
    this.source.connect(this.analyser);
    this.samples = new Float32Array(this.analyser.fftSize);
    Object.assign(this, { began: performance.now(), heard: 0 });
    this.timer = setInterval(() => this.measure(), still.matches ? 4 * EVERY_MS : EVERY_MS);
  }

  rest() {
    clearInterval(this.timer);
    this.source?.disconnect();
    this.say("");
  }

  measure() {
    this.analyser.getFloatTimeDomainData(this.samples);
    const level = this.samples.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    const now = performance.now();
    if (level >= LOUD) this.heard = now;
    this.levels.push(level);
    this.levels.shift();
    this.draw();
    this.say(this.judged(now));
  }

  judged(now) {
    if (this.heard && now - this.heard < QUIET_MS) return "You can be heard.";
    if (this.heard) return "It is quiet just now. Take your time.";
    return now - this.began < DEAF_MS ? this.words : "We hear nothing. Is the microphone on?";
  }

  say(words) {
    if (words === this.words) return;
    this.words = words;
    this.dispatchEvent(new Event("change"));
  }

  // Where motion is unwelcome nothing wanders: the row fills from the left as far as it is loud.
  draw() {
    const { pen, canvas, levels } = this;
    const [step, middle] = [canvas.width / BARS, canvas.height / 2];
    const loud = Math.sqrt(levels.at(-1)) * BARS;
    pen.fillStyle = getComputedStyle(canvas).color;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    levels.forEach((level, at) => {
      const height = still.matches ? canvas.height * 0.5 : Math.max(step * 0.6, Math.sqrt(level) * canvas.height);
      pen.globalAlpha = still.matches ? (at < loud ? 1 : 0.25) : 0.35 + (0.65 * at) / BARS;
      pen.beginPath();
      pen.roundRect(at * step, middle - height / 2, step * 0.6, height, step * 0.3);
      pen.fill();
    });
  }
}
