// Sends a voice while it is recorded: from what the server has, again and again, until it has all (tus 1.0, deferred length).
import { Trouble, ask } from "memoire/recorder/answers";

const MOST = 256 * 1024; // bytes at once: half a minute on a poor line
const PATIENCE = [500, 1000, 2000, 4000, 8000, 15_000, 30_000]; // ms between tries
const FINISH_MS = 300_000; // the whole is looked at before the answer comes
const REFUSED_MS = 60_000;
const NEVER = 0;
const NOTHING = JSON.stringify({ asked: [], takes: [] });
const BYTES = { "Content-Type": "application/offset+octet-stream" };

export class Line extends EventTarget {
  state = "well"; // or what hinders: lost, signed out, full, refused; at last arrived, or left
  detail = "";
  offset = 0; // bytes that the server has said are safe
  told = ""; // what it knows about them
  isKnown = false;
  recording = "";

  constructor(voice, uploads) {
    super();
    Object.assign(this, { voice, uploads });
    voice.addEventListener("change", () => this.isIdle && this.hurry());
    addEventListener("online", () => this.hurry());
    this.run();
  }

  get safeMs() {
    return this.voice.msOf(this.offset);
  }

  get hasAll() {
    return this.offset >= this.voice.bytes;
  }

  get isOver() {
    return ["arrived", "left"].includes(this.state);
  }

  become(state, facts = {}) {
    if (this.isOver) return;
    Object.assign(this, facts, { state });
    this.dispatchEvent(new Event("change"));
  }

  async run() {
    for (let tries = 0; !this.isOver; ) {
      try {
        const next = this.next();
        if (!next) await this.idle();
        else if (await next.call(this)) tries = 0;
      } catch (trouble) {
        if (!(trouble instanceof Trouble)) this.broke(trouble);
        await this.met(trouble, PATIENCE[Math.min(tries++, PATIENCE.length - 1)]);
      }
    }
  }

  // Nothing of the server's: this device could not read what it has.
  broke(error) {
    console.error(error);
    this.become("refused", { detail: "" });
  }

  next() {
    const { facts, bytes, isOpen } = this.voice;
    if (!facts.upload) return bytes ? this.begin : null;
    if (!this.isKnown) return this.look;
    if (JSON.stringify(this.voice.about) !== this.told) return this.tell;
    return !this.hasAll || (facts.isFinished && !isOpen) ? this.send : null;
  }

  // Nobody knows after a trouble what has come: the server is asked first. What was refused is not sent again and again.
  async met({ state }, ms) {
    this.isKnown = false;
    if (this.isOver) return;
    if (state === "gone") await this.anew();
    if (state !== "refused") await this.rest(ms * (0.5 + Math.random()));
    else await this.rest(this.voice.isOpen ? REFUSED_MS : NEVER);
  }

  // Until there is something to do, or for so long, or until somebody hurries.
  rest(ms) {
    this.isIdle = ms === undefined;
    return new Promise((resolve) => {
      this.hurry = resolve;
      if (ms > 0) setTimeout(resolve, ms);
    });
  }

  hurry() {}

  idle() {
    if (this.state !== "well") this.become("well");
    return this.rest();
  }

  // That the line is well again is said when bytes have come through, not when a question was answered.
  async ask(...what) {
    try {
      return await ask(...what);
    } catch (trouble) {
      if (!["gone", "elsewhere"].includes(trouble.state)) this.become(trouble.state, { detail: trouble.detail });
      throw trouble;
    }
  }

  async begin() {
    const { facts } = this.voice;
    const headers = { "Upload-Defer-Length": "1", "Upload-Metadata": written(metadata(facts)) };
    const answer = await this.ask("POST", this.uploads, { headers });
    await this.voice.note({ upload: new URL(answer.headers.get("Location"), location.href).pathname });
    Object.assign(this, { offset: 0, told: NOTHING, isKnown: true });
    return true;
  }

  async look() {
    const answer = await this.ask("HEAD", this.voice.facts.upload);
    this.isKnown = true;
    await this.heard(answer, this.state);
  }

  async tell() {
    const about = JSON.stringify(this.voice.about);
    const address = `${this.voice.facts.upload}/about`;
    const headers = { "Content-Type": "application/json" };
    try {
      await this.ask("PUT", address, { headers, body: about });
    } catch (trouble) {
      if (trouble.state !== "refused") throw trouble;
      console.warn("What was asked is not taken; the voice is.", trouble.detail);
    }
    this.told = about;
  }

  async send() {
    const { facts, isOpen, bytes } = this.voice;
    const body = await this.voice.read(this.offset, MOST);
    const isLast = facts.isFinished && !isOpen && this.offset + body.size === bytes;
    const headers = { ...BYTES, "Upload-Offset": String(this.offset), ...(isLast && { "Upload-Length": String(bytes) }) };
    // An ArrayBuffer, because a Blob would bring a content type of its own.
    const options = { headers, body: await body.arrayBuffer(), ...(isLast && { patience: FINISH_MS }) };
    await this.heard(await this.ask("PATCH", facts.upload, options), "well");
    return true;
  }

  async heard({ headers }, state) {
    const [offset, recording] = [Number(headers.get("Upload-Offset")), headers.get("Upload-Recording")];
    const { voice } = this;
    if (recording) return offset >= voice.bytes && !voice.isOpen ? this.arrived(recording) : this.anew();
    if (offset > voice.bytes) {
      if (voice.isOpen) return this.anew();
      await voice.leap(offset);
    }
    this.become(state, { offset });
  }

  async arrived(recording) {
    await this.voice.forget();
    this.become("arrived", { offset: this.voice.bytes, recording });
  }

  // The upload is gone, or was closed without what is here: all that this device has is sent again.
  async anew() {
    Object.assign(this, { offset: 0, told: "", isKnown: false });
    this.voice.land();
    await this.voice.note({ upload: null });
  }

  // Here and there; raises Trouble where the server could not be told, and nothing is gone then.
  async throwAway() {
    const { upload } = this.voice.facts;
    if (upload) await ask("DELETE", upload).catch((trouble) => trouble.state === "gone" || Promise.reject(trouble));
    this.become("left");
    this.hurry();
    await this.voice.forget();
  }
}

// The name is what it is called where no question was asked: a file name has no slashes.
function metadata({ family, narrator, created, mime }) {
  const [date, ending] = [new Date(created), mime.includes("mp4") ? "m4a" : "webm"];
  const two = (number) => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const who = narrator.replaceAll(/[/\\]/g, " ").trim();
  const name = [who, date.toLocaleDateString("en-GB", { dateStyle: "long" })].filter(Boolean).join(", ");
  return { family, filename: `${name}.${ending}`, clock_day: day, ...(narrator && { narrator }) };
}

function written(pairs) {
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  return Object.entries(pairs)
    .map(([key, value]) => `${key} ${base64(value)}`)
    .join(",");
}
