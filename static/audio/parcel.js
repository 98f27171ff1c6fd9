// One recording on its way: sent in pieces, paused, gone on with from what the server has, given up.
import { Upload, defaultOptions } from "memoire/tus";
import { Pace } from "memoire/amounts";
import { refusal } from "memoire/refusals";

const PIECE = 8 * 1024 * 1024;
const PATIENCE = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000, 60_000]; // ms between tries
const CHANGED =
  "This file was changed or moved while it was on its way, so it cannot be read any more. Choose it again, and it is sent as it is now.";
const ENDED = ["arrived", "known", "told again", "refused", "cancelled"];
const MOVING = ["sending", "waiting for the line", "looking"];

export function mark(file, family) {
  return ["memoire", family, file.name, file.size, file.lastModified].join("|");
}

export class Parcel extends EventTarget {
  state = "waiting";
  sent = 0;
  had = 0; // bytes that were there when it was gone on with
  recording = "";
  pace = new Pace();

  constructor(file, { uploads, family, about, token }) {
    super();
    Object.assign(this, { file, uploads, family, about, token, mark: mark(file, family) });
  }

  get hasEnded() {
    return ENDED.includes(this.state);
  }

  get isMoving() {
    return MOVING.includes(this.state);
  }

  become(state, facts = {}) {
    Object.assign(this, facts, { state });
    this.dispatchEvent(new Event("change"));
  }

  // Every start is the same, be it the first, after a pause or after a crash: what is known of this file is gone on with.
  async send() {
    this.had = 0;
    this.pace = new Pace();
    this.become("sending");
    const url = this.upload?.url;
    const upload = new Upload(this.file, this.options());
    this.upload = upload; // another start may put another here while we wait
    const [known] = (await upload.findPreviousUploads()).sort(byAge);
    if (known) upload.resumeFromPreviousUpload(known);
    else upload.url = url ?? null;
    if (this.upload === upload && this.state === "sending") upload.start();
  }

  options() {
    return {
      endpoint: this.uploads,
      chunkSize: PIECE,
      retryDelays: PATIENCE,
      removeFingerprintOnSuccess: true,
      fingerprint: async () => this.mark,
      metadata: { filename: this.file.name, family: this.family, ...this.about },
      onBeforeRequest: (request) => this.asking(request),
      onAfterResponse: (request, response) => this.answered(request, response),
      onShouldRetry: () => this.mayTryAgain(),
      onProgress: (sent) => this.progressed(sent),
      onSuccess: () => this.become(this.end(), { sent: this.file.size }),
      onError: () => this.stopped(),
    };
  }

  end() {
    if (this.isToldAgain) return "told again";
    return this.wasKnown ? "known" : "arrived";
  }

  // The token is read anew each time: it changes when somebody signs in again in another tab.
  asking(request) {
    this.answer = { status: 0, body: "" };
    request.setHeader("X-CSRFToken", this.token());
  }

  answered(request, response) {
    const status = response.getStatus();
    this.answer = { status, body: response.getBody() };
    this.recording = response.getHeader("Upload-Recording") || this.recording;
    this.wasKnown = Boolean(response.getHeader("Upload-Known"));
    this.isToldAgain = Boolean(response.getHeader("Upload-Told-Again"));
    if (request.getMethod() !== "HEAD") return;
    if (status < 300) this.found(Number(response.getHeader("Upload-Offset")));
    // Only these say that the upload is gone. After any other answer tus-js-client would begin anew and lose what is there.
    else if (![404, 410, 423].includes(status)) throw new Error(`The server answered ${status}.`);
  }

  found(offset) {
    this.pace = new Pace();
    this.become("sending", { had: offset, sent: offset });
  }

  mayTryAgain() {
    const { status } = this.answer;
    if (status === 409 || status === 423) return true;
    const canHelp = status < 400 || (status >= 500 && status !== 507);
    if (canHelp) this.become("waiting for the line");
    if (!status) this.lookAtFile();
    return canHelp;
  }

  // Of a file that was changed since it was chosen, browsers say only that the line is cut. So the file itself is asked.
  async lookAtFile() {
    try {
      await this.file.slice(0, 1).arrayBuffer();
    } catch {
      if (this.hasEnded) return;
      this.upload?.abort();
      this.refuse({ sentence: CHANGED, isFinal: true });
    }
  }

  progressed(sent) {
    if (!this.isMoving) return;
    this.pace.add(sent);
    const isWhole = sent >= this.file.size;
    this.become(isWhole ? "looking" : "sending", { sent });
  }

  stopped() {
    const { status, body } = this.answer;
    if (status === 401 || status === 403) this.become("signed out");
    else if (status >= 400 && status < 500 && status !== 409 && status !== 423) this.refuse(refusal(status, body));
    else if (status === 507) this.refuse(refusal(status, body));
    else {
      this.become("given up");
      this.lookAtFile();
    }
  }

  refuse(why) {
    if (why.isFinal) this.forget();
    this.become("refused", { why });
  }

  pause() {
    this.upload?.abort();
    this.become("paused");
  }

  cancel() {
    this.upload?.abort(true).catch(() => {}); // what stays behind, the server throws away in some days
    this.forget();
    this.become("cancelled");
  }

  async forget() {
    for (const { urlStorageKey } of (await this.upload?.findPreviousUploads()) ?? [])
      await defaultOptions.urlStorage.removeUpload(urlStorageKey);
  }
}

function byAge(one, other) {
  return new Date(other.creationTime) - new Date(one.creationTime);
}
