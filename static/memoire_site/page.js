// Every page: htmx, and what keeps a page whole when an answer is not what it asked for.
import "htmx";

// Somebody who was signed out meanwhile is led to the sign-in page by a redirect, which fetch follows silently:
// its answer must not land inside this page.
document.addEventListener("htmx:before:swap", (event) => {
  if (!event.detail.ctx?.response?.raw?.redirected) return;
  event.preventDefault();
  location.reload();
});
