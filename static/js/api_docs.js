// Swagger UI for /api/v1/docs/: our own description, no outside validator, no settings from the address.
const place = document.getElementById("api-reference");
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

// It has a dark theme of its own, by a class; ours is an attribute, or what the reader's system says.
function follow() {
  root.classList.toggle("dark-mode", root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
}

follow();
new MutationObserver(follow).observe(root, { attributeFilter: ["data-theme"] });
dark.addEventListener("change", follow);

// What stands outside of its main landmark becomes a region with a name.
function entitle(selector, label) {
  const part = place.querySelector(selector);
  part?.setAttribute("role", "region");
  part?.setAttribute("aria-label", label);
}

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  docExpansion: "none", // a group is drawn when it is opened: all of them at once take minutes
  defaultModelsExpandDepth: -1,
  persistAuthorization: false,
  queryConfigEnabled: false,
  validatorUrl: null,
  onComplete: () => {
    document.getElementById("servers")?.setAttribute("aria-label", place.dataset.servers);
    entitle(".information-container", place.dataset.about);
    entitle(".scheme-container", place.dataset.servers);
  },
  presets: [window.SwaggerUIBundle.presets.apis],
});
