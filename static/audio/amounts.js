// Amounts that somebody waits for, in words: how much, how fast, how long still.
const KB = 1024;
const UNITS = [
  [KB ** 3, "GB"],
  [KB ** 2, "MB"],
  [KB, "KB"],
];
const PACE_MS = 8000;

function unitOf(bytes) {
  return UNITS.find(([size]) => bytes >= size) ?? UNITS.at(-1);
}

function inUnit(bytes, size) {
  const number = bytes / size;
  return number < 10 ? number.toFixed(1).replace(/\.0$/, "") : String(Math.round(number));
}

export function amount(bytes) {
  const [size, name] = unitOf(bytes);
  return `${inUnit(bytes, size)} ${name}`;
}

export function share(done, total) {
  const [size, name] = unitOf(total);
  return `${inUnit(done, size)} of ${inUnit(total, size)} ${name}`;
}

export function timeLeft(seconds) {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return "less than a minute left";
  if (minutes < 60) return `about ${counted(minutes, "minute")} left`;
  const rest = minutes % 60;
  return `about ${counted(Math.floor(minutes / 60), "hour")}${rest ? ` and ${counted(rest, "minute")}` : ""} left`;
}

function counted(count, unit) {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

// Bytes per second of the last moments.
export class Pace {
  seen = [];

  add(bytes, now = performance.now()) {
    this.seen.push([now, bytes]);
    this.seen = this.seen.filter(([at]) => now - at <= PACE_MS);
  }

  get perSecond() {
    const [first, last] = [this.seen[0], this.seen.at(-1)];
    return first && last[0] - first[0] >= 500 ? (1000 * (last[1] - first[1])) / (last[0] - first[0]) : 0;
  }
}
