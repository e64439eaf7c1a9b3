// Swagger UI for /api/v1/docs/: our own description, no outside validator, no settings from the address.
const place = document.getElementById("api-reference");
window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  persistAuthorization: false,
  queryConfigEnabled: false,
  validatorUrl: null,
  presets: [window.SwaggerUIBundle.presets.apis],
});
