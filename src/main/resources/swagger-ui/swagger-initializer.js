// Shows the document that is served beside the page, wherever both are, and nothing that a link says.
window.onload = function () {
  window.ui = SwaggerUIBundle({
    url: new URL("../v3/api-docs", window.location.href).href,
    dom_id: "#swagger-ui",
    deepLinking: true,
    queryConfigEnabled: false,
    // Else an outside picture says whether the document is valid.
    validatorUrl: null
  });
};
