// Listening and keeping: what the large button does.
import { hush, listen, trouble, used } from "memoire/recorder/microphone";
import { Take } from "memoire/recorder/take";

export class Recorder extends EventTarget {
  state = "before"; // then asking, recording, paused, interrupted, finishing, finished; or refused, with `why`
  voice = null;
  device = "";
  earlier = 0; // ms of the takes before this one

  // `begin()` gives the voice to record into.
  constructor(begin) {
    super();
    this.begin = begin;
  }

  get ms() {
    return this.earlier + (this.take?.ms ?? 0);
  }

  get isOn() {
    return this.state === "recording";
  }

  // Somebody has said that this is all.
  get isEnding() {
    return ["finishing", "finished"].includes(this.state);
  }

  become(state, facts = {}) {
    Object.assign(this, facts, { state });
    this.dispatchEvent(new Event("change"));
  }

  press() {
    if (this.isOn) this.pause();
    else if (this.state === "paused" && this.take) this.goOn();
    else if (this.state !== "asking" && !this.isEnding) return this.start();
  }

  // With what this device has already of the voice, if anything.
  adopt(voice) {
    Object.assign(this, { voice, earlier: voice.ms });
    voice.isOpen = true;
    this.become("paused");
  }

  async start() {
    this.become("asking");
    try {
      this.stream = await listen(this.device);
    } catch (error) {
      return this.become("refused", { why: trouble(error), device: "" });
    }
    if (this.state !== "asking") return hush(this.stream); // somebody has finished meanwhile
    this.device = used(this.stream);
    this.voice ??= await this.begin();
    this.voice.isOpen = true;
    this.record();
  }

  record() {
    const [{ voice }, earlier] = [this, this.voice.ms];
    const take = (voice.pieces.at(-1)?.take ?? -1) + 1;
    this.earlier = earlier;
    this.take = new Take(this.stream, (bytes, ms, mime) => voice.add(bytes, { ms: earlier + ms, take, mime }));
    this.take.addEventListener("broke", () => this.interrupted());
    this.take.start();
    this.become("recording");
  }

  pause() {
    this.take.pause();
    this.become("paused");
  }

  goOn() {
    this.take.goOn();
    this.become("recording");
  }

  async interrupted() {
    await this.close();
    this.become("interrupted");
  }

  async close() {
    const { take } = this;
    await take?.stop();
    this.earlier = this.voice?.ms ?? 0;
    this.take = null;
    hush(this.stream);
  }

  // Another microphone begins another take of the same voice.
  async change(device) {
    this.device = device;
    const isOn = this.isOn;
    if (!this.take) return;
    await this.close();
    if (isOn) await this.start();
    else this.become("paused");
  }

  // Noted before the last piece is waited for: a page that is closed meanwhile is not asked at the next visit whether this was all.
  async finish() {
    this.become("finishing");
    await this.voice.note({ isFinished: true });
    await this.close();
    this.voice.isOpen = false;
    this.voice.changed();
    this.become("finished");
  }
}
