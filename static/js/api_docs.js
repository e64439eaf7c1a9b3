// Swagger UI for /api/v1/docs/: our own description, no outside validator, no settings from the address.
const place = document.getElementById("api-reference");
window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  docExpansion: "none", // a group is drawn when it is opened: all of them at once take minutes
  defaultModelsExpandDepth: -1,
  persistAuthorization: false,
  queryConfigEnabled: false,
  validatorUrl: null,
  presets: [window.SwaggerUIBundle.presets.apis],
});
