// The microphone: asked for, chosen among several, and in words what to do when there is none.

// One voice, nobody answering through a loudspeaker: what takes out echo and noise takes soft speech with it, and on telephones
// turns the sound into that of a call. The gain follows the voice, because an old voice far from a tablet is quiet.
const VOICE = { echoCancellation: false, noiseSuppression: false, autoGainControl: true, channelCount: 1 };

const TROUBLES = {
  NotAllowedError:
    "This page may not use the microphone. Touch the sign beside the address above, allow the microphone, and press the button again.",
  NotFoundError: "We find no microphone. Plug one in, or take a telephone or a tablet, and press the button again.",
  NotReadableError: "Another program is using the microphone. Close it, such as a call that is still open, and press the button again.",
};
const ALIKE = { SecurityError: "NotAllowedError", OverconstrainedError: "NotFoundError", AbortError: "NotReadableError" };

export function whyUnable() {
  if (!isSecureContext)
    return "Browsers let nobody record at an address that does not begin with https. Ask the person who looks after Memoire.";
  if (!navigator.mediaDevices?.getUserMedia || !globalThis.MediaRecorder) return "This browser cannot record.";
  return "";
}

export function listen(device) {
  const audio = { ...VOICE, ...(device && { deviceId: { exact: device } }) };
  return navigator.mediaDevices.getUserMedia({ audio });
}

export function hush(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

export function trouble({ name, message }) {
  return TROUBLES[ALIKE[name] ?? name] ?? `The microphone does not answer. ${message}`;
}

// Those that have a name of their own; browsers tell the names only after the microphone was allowed.
export async function microphones() {
  const all = await navigator.mediaDevices.enumerateDevices();
  const named = all.filter(({ kind, label }) => kind === "audioinput" && label);
  return named.filter(({ deviceId }) => !["default", "communications"].includes(deviceId));
}

export function used(stream) {
  return stream?.getAudioTracks()[0]?.getSettings().deviceId ?? "";
}
