// Signing in again without leaving the page: somebody who was signed out in the midst of something goes on with it.
const WRONG = "This password does not belong to your address. Please try once more.";
const LATER = "Nobody can sign in from here just now. Please leave this page open, and try again in ";
const NO_LINE = "We could not get through just now. Please try again in a moment.";

let opened = null;

// Resolves once the same person is signed in again, rejects when they would rather not now. One dialog, however many ask.
export function signInHere() {
  opened ??= ask().finally(() => (opened = null));
  return opened;
}

function ask() {
  const dialog = document.getElementById("door").content.firstElementChild.cloneNode(true);
  const form = dialog.querySelector("form");
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve, reject) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue === "in") resolve();
      else reject(new Error("Not signed in."));
    });
    dialog.querySelector("[data-act=leave]").addEventListener("click", () => dialog.close());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const wrong = await knock(form);
      if (!wrong) return dialog.close("in");
      form.querySelector("[role=alert]").textContent = wrong;
      form.elements.password.select();
    });
  });
}

// What went wrong, in words; nothing when the door opened.
async function knock(form) {
  try {
    await fetch(form.action); // brings the token, where the cookie has gone with the session
    const told = new FormData(form);
    told.set("csrfmiddlewaretoken", token());
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(told), redirect: "manual" });
    if (answer.type === "opaqueredirect") return renew();
    return answer.status === 200 ? WRONG : LATER + length(Number(answer.headers.get("Retry-After")));
  } catch {
    return NO_LINE;
  }
}

// How long to wait, in words.
function length(seconds) {
  if (!seconds || seconds < 60) return "a minute.";
  return `${Math.ceil(seconds / 60)} minutes.`;
}

// A cookie, and not a field of the page: signing in brings another token.
export function token() {
  return document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? "";
}

function renew() {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token();
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "x-csrftoken": token() }));
  return "";
}
