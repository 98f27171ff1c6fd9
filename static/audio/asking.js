// The form that asks for recordings: what is chosen or dropped, what is told about them, what was answered wrongly.
const form = document.querySelector("form.sending");
const input = form.elements.file;
const button = form.querySelector("[type=submit]");

export { form, input };

// A name belongs to one recording only.
export function told(isAlone) {
  const names = ["narrator", "born", "recorded_on", ...(isAlone ? ["title"] : [])];
  return Object.fromEntries(names.map((name) => [name, form.elements[name].value.trim()]).filter(([, value]) => value));
}

export function choose(files) {
  input.files = files;
  chosen();
}

function chosen() {
  const count = input.files.length;
  button.textContent = count > 1 ? `Add these ${count}` : "Add it";
  form.elements.title.closest("div").hidden = count > 1;
}

export function none() {
  return new DataTransfer().files;
}

// The files are chosen still, and the sentence stands at the question, as when the form is sent without scripts.
export function askAgain({ field, sentence }, files) {
  const all = new DataTransfer();
  for (const file of files) all.items.add(file);
  choose(all.files);
  const [asked, said] = [form.elements[field], document.createElement("p")];
  Object.assign(said, { className: "errorlist", id: `${asked.id}_error`, textContent: sentence });
  document.getElementById(said.id)?.remove();
  asked.before(said);
  asked.setAttribute("aria-invalid", "true");
  asked.setAttribute("aria-describedby", `${asked.id}_helptext ${said.id}`);
  asked.focus();
}

function answered({ target }) {
  target.removeAttribute("aria-invalid");
  document.getElementById(`${target.id}_error`)?.remove();
}

function over(event) {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault(); // or the browser would open the file in place of this page
  form.classList.add("is-over");
}

function drop(event) {
  form.classList.remove("is-over");
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  form.hidden = false;
  choose(event.dataTransfer.files);
  button.focus();
}

export function allowMany() {
  input.multiple = true;
  document.getElementById("id_file_helptext").append(" Choose several at once if you like, or drop them here.");
  input.addEventListener("change", chosen);
  form.addEventListener("input", answered);
  document.addEventListener("dragover", over);
  document.addEventListener("dragleave", () => form.classList.remove("is-over"));
  document.addEventListener("drop", drop);
}
