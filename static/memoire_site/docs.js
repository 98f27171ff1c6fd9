// Draws the description of the API. A signed-in person can try it: the session's cookie and its token go along.
const docs = document.getElementById("docs");
const cookie = (name) => document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`))?.[1] ?? "";

window.SwaggerUIBundle({
  url: docs.dataset.schema,
  domNode: docs,
  deepLinking: true,
  validatorUrl: null,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  requestInterceptor: (request) => {
    request.headers["X-CSRFToken"] = cookie("__Host-csrftoken") || cookie("csrftoken");
    return request;
  },
});
