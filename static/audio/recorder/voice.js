// A recording that is made on this device: its bytes in pieces, where takes begin, and what was asked when.
import { bytesOf, forget, forgetPieces, keep, outline, recordings } from "memoire/recorder/keeping";

export class Voice extends EventTarget {
  held = new Map(); // the bytes of pieces that the device could not keep
  isOpen = false; // somebody may still speak
  isLasting = true; // what is on the device stays there when the page is closed; not known of a new one

  constructor(facts, pieces = []) {
    super();
    Object.assign(this, { facts, pieces: laid(pieces) });
  }

  static begin({ user, family, narrator }) {
    const facts = { id: crypto.randomUUID(), created: Date.now(), user, family, narrator };
    return new Voice({ ...facts, mime: "", asked: [], upload: null, isFinished: false });
  }

  // What the device still has of this person and family, the oldest first.
  static async left({ user, family }) {
    const all = (await recordings()).filter((each) => each.user === user && each.family === family);
    all.sort((one, other) => one.created - other.created);
    return Promise.all(all.map(async (facts) => new Voice(facts, await outline(facts.id))));
  }

  // The facts of what somebody else has spoken into this device and not finished.
  static async ofOthers({ user, family }) {
    return (await recordings()).filter((each) => each.user !== user && each.family === family);
  }

  get bytes() {
    return endOf(this.pieces.at(-1));
  }

  get ms() {
    return this.pieces.at(-1)?.end_ms ?? 0;
  }

  get isKept() {
    return !this.held.size;
  }

  // Where the bytes of each take begin, but for the first.
  get takes() {
    return this.pieces.filter((each, at) => at && each.take !== this.pieces[at - 1].take).map(({ start }) => start);
  }

  get about() {
    return { asked: this.facts.asked, takes: this.takes };
  }

  // How much can be heard of the first so many bytes.
  msOf(bytes) {
    return this.pieces.findLast((each) => endOf(each) <= bytes)?.end_ms ?? 0;
  }

  async add(bytes, { ms, take, mime }) {
    this.facts.mime ||= mime;
    await this.append({ end_ms: Math.max(this.ms, Math.round(ms)), take, size: bytes.byteLength }, bytes);
  }

  // The server has more than this device could keep: then it goes on from there.
  async leap(until) {
    const { end_ms = 0, take = 0 } = this.pieces.at(-1) ?? {};
    await this.append({ end_ms, take, size: until - this.bytes, isAway: true }, new ArrayBuffer(0));
  }

  // The server has it no longer: then nobody has what this device could not keep.
  land() {
    const gone = this.pieces.filter((each) => each.isAway).map(({ number }) => number);
    this.pieces = laid(this.pieces.filter((each) => !each.isAway));
    if (gone.length) forgetPieces(this.facts.id, gone).catch(() => {}); // a device that keeps nothing has nothing to forget
  }

  async append(facts, bytes) {
    const number = (this.pieces.at(-1)?.number ?? -1) + 1;
    const piece = { recording: this.facts.id, number, ...facts };
    this.pieces = laid([...this.pieces, piece]);
    await this.keep({ ...piece, bytes });
    this.changed();
  }

  // After one piece that the device did not take, it gets no more: what it has is then always a beginning without gaps.
  async keep(piece) {
    if (this.isKept) {
      try {
        return await keep(this.facts, piece);
      } catch (error) {
        console.warn("This device keeps no more.", error);
      }
    }
    this.held.set(piece.number, piece.bytes);
  }

  async note(facts) {
    Object.assign(this.facts, facts);
    if (this.isKept && this.pieces.length) await keep(this.facts).catch((error) => console.warn("Not noted here.", error));
    this.changed();
  }

  ask({ id, text }, ms) {
    return this.note({ asked: [...this.facts.asked, { prompt: id, text, at_ms: Math.round(ms) }] });
  }

  // At most so many bytes from there on.
  async read(from, most = Infinity) {
    const until = Math.min(this.bytes, from + most);
    const parts = [];
    for (const { number, start, size, isAway } of this.pieces) {
      if (start + size <= from || start >= until || isAway) continue;
      const bytes = this.held.get(number) ?? (await bytesOf(this.facts.id, number));
      parts.push(bytes.slice(Math.max(0, from - start), until - start));
    }
    return new Blob(parts, { type: this.facts.mime });
  }

  // The last resort: what the server refuses is still the family's.
  async save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await this.read(0));
    link.download = this.facts.mime.includes("mp4") ? "recording.m4a" : "recording.webm";
    link.click();
  }

  forget() {
    this.held.clear();
    return forget(this.facts.id).catch((error) => console.warn("The copy of this device stays.", error));
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}

function endOf(piece) {
  return piece ? piece.start + piece.size : 0;
}

function laid(pieces) {
  let start = 0;
  return pieces.map((piece) => {
    const there = { ...piece, start };
    start += piece.size;
    return there;
  });
}

// Whether no other window of this browser works with it; from now on none does, until this page goes. The patient wait for it.
export function claim(voice, { isPatient = false } = {}) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(`memoire-recorder-${voice.facts.id}`, { ifAvailable: !isPatient }, (lock) => {
      resolve(Boolean(lock));
      return lock && new Promise(() => {});
    });
  });
}
