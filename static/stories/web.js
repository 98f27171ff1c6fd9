// The picture of what surrounds a story. It is drawn from the list below it, so that both always show the same.
const near = document.getElementById("near");
const picture = document.getElementById("picture");
const chosen = document.getElementById("chosen");
const SHAPES = { story: "round-rectangle", person: "ellipse", place: "diamond" };

function node(id, kind, name) {
  return { data: { id, name }, classes: kind };
}

function elements() {
  const found = new Map();
  const add = (element) => found.has(element.data.id) || found.set(element.data.id, element);
  const tie = (source, target) => add({ data: { id: `${source} ${target}`, source, target } });
  for (const section of near.querySelectorAll("section.near")) {
    add(node(section.dataset.story, "story", section.dataset.name));
    for (const shared of section.querySelectorAll(".shared")) {
      add(node(shared.dataset.node, shared.dataset.kind, shared.dataset.name));
      tie(section.dataset.story, shared.dataset.node);
      for (const other of shared.querySelectorAll("li[data-story]")) {
        add(node(other.dataset.story, "story", other.dataset.name));
        tie(other.dataset.story, shared.dataset.node);
      }
    }
  }
  return [...found.values()];
}

// A canvas knows no custom properties: what they are now is read off an element.
function colour(name) {
  picture.style.setProperty("color", `var(--${name})`);
  const found = getComputedStyle(picture).color;
  picture.style.removeProperty("color");
  return found;
}

function look() {
  const shapes = Object.entries(SHAPES).map(([kind, shape]) => ({ selector: `.${kind}`, style: { shape } }));
  const words = { label: "data(name)", color: colour("ink"), "font-family": "EB Garamond, serif", "font-size": 15 };
  const wrapped = { "text-wrap": "wrap", "text-max-width": 130, "text-valign": "bottom", "text-margin-y": 5 };
  const readable = { "text-background-color": colour("sheet"), "text-background-opacity": 0.85 };
  const body = { width: 22, height: 22, "background-color": colour("accent") };
  return [
    { selector: "node", style: { ...words, ...wrapped, ...readable, ...body } },
    ...shapes,
    { selector: ".story", style: { "background-color": colour("edge"), width: 28, height: 18 } },
    { selector: ".centre", style: { "background-color": colour("ink"), width: 40, height: 26, "font-size": 18 } },
    { selector: "node:selected", style: { "border-width": 4, "border-color": colour("doubt") } },
    { selector: "edge", style: { width: 1.5, "line-color": colour("wave"), "curve-style": "straight" } },
  ];
}

function centres() {
  return new Set([...near.querySelectorAll("section.near")].map((section) => section.dataset.story));
}

// Around the stories that were opened their people and places, and around those the stories that share them.
function layOut(web) {
  const open = centres();
  web.nodes().forEach((each) => each.toggleClass("centre", open.has(each.id())));
  const ring = (each) => (open.has(each.id()) ? 3 : each.hasClass("story") ? 1 : 2);
  web.layout({ name: "concentric", concentric: ring, levelWidth: () => 1, minNodeSpacing: 34, animate: false }).run();
  const settle = { name: "cose", randomize: false, animate: false, nodeOverlap: 20, nodeRepulsion: () => 90000 };
  web.layout({ ...settle, idealEdgeLength: () => 90, padding: 24 }).run();
}

function first(attribute, id) {
  return near.querySelector(`[${attribute}="${CSS.escape(id)}"]`);
}

function show(id) {
  chosen.replaceChildren(first("data-of", id).cloneNode(true));
  const link = centres().has(id) ? null : first("data-open", id);
  if (!link) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "What is around it";
  button.addEventListener("click", () => link.click());
  chosen.append(button);
}

function zoom(web, how) {
  if (how === "all") return web.fit(undefined, 24);
  const level = web.zoom() * (how === "larger" ? 1.4 : 1 / 1.4);
  web.zoom({ level, renderedPosition: { x: web.width() / 2, y: web.height() / 2 } });
}

// What is opened twice stands once, where it was opened last; who reads by keyboard or ear goes on there.
function goTo(sections) {
  for (const section of sections) {
    for (const other of near.querySelectorAll(`#${CSS.escape(section.id)}`)) if (other !== section) other.remove();
  }
  sections.at(-1).querySelector("h2").focus();
}

function keepDrawn(web) {
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]).filter((each) => each.matches?.("section.near"));
    if (!added.length) return;
    goTo(added);
    web.json({ elements: elements() });
    layOut(web);
  }).observe(near, { childList: true });
}

async function draw() {
  const found = elements();
  if (found.length < 2) return;
  // The one style sheet that cytoscape would write into the page is in portraits.css; it writes none where this id is taken.
  document.head.append(Object.assign(document.createElement("meta"), { id: "__________cytoscape_stylesheet" }));
  const { default: cytoscape } = await import("cytoscape");
  picture.hidden = false;
  await document.fonts.ready;
  const container = document.getElementById("web");
  const userZoomingEnabled = matchMedia("(pointer: coarse)").matches; // a wheel scrolls the page
  const web = cytoscape({ container, elements: found, style: look(), userZoomingEnabled, maxZoom: 3 });
  layOut(web);
  web.on("tap", "node", (event) => show(event.target.id()));
  picture.addEventListener("click", (event) => event.target.dataset.zoom && zoom(web, event.target.dataset.zoom));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => web.style(look()));
  keepDrawn(web);
  picture.dataset.drawn = "true";
}

draw();
