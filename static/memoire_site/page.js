// Every page: htmx, what keeps typed words, and what keeps a page whole when an answer is not what it asked for.
import "htmx";
import { signInHere } from "memoire/door";
import { anyDirty } from "memoire/keeping";

// Somebody who was signed out meanwhile is led to the sign-in page by a redirect, which fetch follows silently:
// its answer must not land inside this page.
document.addEventListener("htmx:before:swap", (event) => {
  if (!event.detail.ctx?.response?.raw?.redirected) return;
  event.preventDefault();
  if (anyDirty()) signInHere().catch(() => {});
  else location.reload();
});

// While an answer settles, htmx copies the style of what was there, by an attribute, which our policy forbids and the browser reports.
document.addEventListener("htmx:before:swap", ({ detail }) => {
  const target = detail.ctx?.target;
  for (const each of document.querySelectorAll("[id][style]")) {
    if (!each.getAttribute("style") || target?.contains?.(each)) each.removeAttribute("style");
  }
});
