// What the server says when it does not take a file, in words for the person who sent it.
const NOT_SOUND = "This file is not sound that we can open. Try the original from the phone or the recorder.";
const NOT_AUDIO = "File must be audio format";
const FILE = "This file "; // how a reason of the server's own begins, which is true of the file and told as it is
const FULL =
  "There is no room left where recordings are kept. What has arrived is safe. Tell the person who looks after Memoire, then try again.";
const TOO_LARGE = "This file is larger than can be sent here. Cut it into parts, or ask the person who looks after Memoire.";
const FIELDS = ["narrator", "born", "recorded_on", "title"];

// `field` names the question that was answered wrongly; `isFinal` says that trying again would not help.
export function refusal(status, body) {
  const said = parsed(body);
  const field = FIELDS.find((name) => said[name]);
  if (field) return { sentence: [said[field]].flat().join(" "), field };
  if (status === 400 && said.detail === NOT_AUDIO) return { sentence: NOT_SOUND, isFinal: true };
  if (status === 400 && said.detail?.startsWith(FILE)) return { sentence: said.detail, isFinal: true };
  if (status === 507) return { sentence: FULL };
  if (status === 413) return { sentence: said.detail ?? TOO_LARGE, isFinal: !said.which || said.which === "file_size" };
  const detail = said.detail ?? [said.family].flat().filter(Boolean).join(" ");
  return { sentence: `We could not take this file. ${detail}`.trim() };
}

function parsed(body) {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {}; // a page of a proxy
  }
}
