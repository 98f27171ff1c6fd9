// Loads modules of the pages into Node by the names that the import map of the pages gives them.
import { readFileSync } from "node:fs";
import { register } from "node:module";
import { pathToFileURL } from "node:url";

const ROOT = pathToFileURL(`${process.cwd()}/`);
const NAMED = /"([\w/-]+)": "\{% static '([^']+)' %\}"/g;

function importMap() {
  const page = readFileSync(new URL("templates/base.html", ROOT), "utf8");
  return Object.fromEntries([...page.matchAll(NAMED)].map(([, name, file]) => [name, new URL(`static/${file}`, ROOT).href]));
}

const hooks = `
  let names = {};
  export function initialize(given) { names = given; }
  export function resolve(name, context, next) {
    return names[name] ? { url: names[name], format: "module", shortCircuit: true } : next(name, context);
  }
`;

// `standIns` gives the text of a module of ours for the name of another.
export function page(name, standIns = {}) {
  const written = Object.entries(standIns).map(([other, text]) => [other, source(text)]);
  register(source(hooks), { data: { ...importMap(), ...Object.fromEntries(written) } });
  return import(name);
}

function source(text) {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}
