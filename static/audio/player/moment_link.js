// A link to the second that is heard: it opens the page at that place.
import { clock } from "memoire/clock";
import { bar, say, sound } from "memoire/sound";

function address() {
  const link = new URL(location.pathname, location.origin);
  link.searchParams.set("at", Math.floor(sound.currentTime) * 1000);
  return link.href;
}

// Where a page may not write to the clipboard (no https, or it was forbidden), the address line holds the link.
async function copy() {
  const [link, at] = [address(), clock(sound.currentTime)];
  try {
    await navigator.clipboard.writeText(link);
    say(`Copied: a link to ${at} of this recording. Paste it into a letter or a message.`);
  } catch {
    history.replaceState(history.state, "", link);
    say(`The address of this page now leads to ${at}. Copy it from the top of your browser.`);
  }
}

export function startLink() {
  bar.querySelector(".link").addEventListener("click", copy);
}
