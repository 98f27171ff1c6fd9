// After a reload or a crash: which recordings began to arrive from this browser, and how they can be gone on with.
import { share } from "memoire/amounts";
import { defaultOptions } from "memoire/tus";

export async function tellOfUnfinished(place, family) {
  for (const known of await defaultOptions.urlStorage.findAllUploads()) {
    if (known.metadata?.family !== family) continue;
    const has = await offsetOf(known);
    if (has === null) continue;
    const line = document.createElement("p");
    line.className = "state need";
    line.textContent = `We already have ${share(has, known.size)} of ${known.metadata.filename}. Choose it again, and it goes on from there.`;
    place.append(line);
  }
}

// Asked of the server, which may have thrown it away or made it a recording since; then there is nothing to go on with.
async function offsetOf({ uploadUrl, urlStorageKey }) {
  try {
    const answer = await fetch(uploadUrl, { headers: { "Tus-Resumable": "1.0.0" } });
    if (answer.ok && !answer.headers.get("Upload-Recording")) return Number(answer.headers.get("Upload-Offset"));
    if (answer.ok || [404, 410].includes(answer.status)) await defaultOptions.urlStorage.removeUpload(urlStorageKey);
  } catch {
    // no line: nothing can be said about it now
  }
  return null;
}
