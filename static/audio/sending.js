// Says how much of a recording has arrived while the form is sent. Without it the form is sent as any other.
let form;

function listen() {
  form = document.querySelector("form.sending");
  form?.addEventListener("submit", send);
}

function send(event) {
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => say(loaded, total));
  request.addEventListener("load", () => arrived(request));
  request.addEventListener("error", lost);
  request.open("POST", form.action);
  request.responseType = "document";
  request.send(new FormData(form));
  form.querySelector("[type=submit]").disabled = true;
  say(0, 1);
}

function say(loaded, total) {
  const progress = form.querySelector("progress");
  const percent = Math.floor((100 * loaded) / total);
  progress.hidden = false;
  progress.value = percent;
  words(percent < 100 ? `${percent} % of it is here. Please keep this page open.` : "All of it is here. We are looking at it.");
}

function words(text) {
  const said = form.querySelector(".sent");
  if (said.textContent !== text) said.textContent = text;
}

// A redirect leads to the new recording; anything else is this page again, with what is missing.
function arrived(request) {
  if (request.status === 200 && new URL(request.responseURL).pathname !== location.pathname) {
    location.assign(request.responseURL);
    return;
  }
  const main = request.response?.querySelector("main");
  if (!main) {
    lost();
    return;
  }
  document.querySelector("main").replaceWith(document.adoptNode(main));
  listen();
  form.querySelector("[aria-invalid=true]")?.focus();
}

function lost() {
  form.querySelector("[type=submit]").disabled = false;
  form.querySelector("progress").hidden = true;
  words("The connection was lost before all of it was here. Nothing is kept yet: please send it again.");
}

listen();
