// Asks the server, and says in one word what hinders when it does not do what was asked.
import { token } from "memoire/door";

const SILENCE_MS = 60_000;
const STATES = { 401: "signed out", 403: "signed out", 404: "gone", 409: "elsewhere", 410: "gone", 423: "elsewhere", 507: "full" };

export class Trouble extends Error {
  constructor(state, detail = "") {
    super(detail || state);
    Object.assign(this, { state, detail });
  }
}

export async function ask(method, address, { headers = {}, body, patience = SILENCE_MS } = {}) {
  const said = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token(), ...headers };
  let answer;
  try {
    answer = await fetch(address, { method, headers: said, body, signal: AbortSignal.timeout(patience) });
  } catch (error) {
    throw new Trouble("lost", error.message);
  }
  if (answer.ok) return answer;
  throw new Trouble(STATES[answer.status] ?? (answer.status >= 500 ? "lost" : "refused"), await detail(answer));
}

async function detail(answer) {
  try {
    const said = await answer.json();
    return String(said.detail ?? Object.values(said).flat().join(" "));
  } catch {
    return ""; // a page of a proxy
  }
}
