/* The admin keeps the reader's theme in the browser's storage, the portal in a cookie: here the cookie is the choice for
   both. Runs before Django's theme.js, which reads the storage when it is loaded. */
"use strict";
{
  const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)(?:;|$)/);
  localStorage.setItem("theme", chosen ? chosen[1] : "auto");

  // The button's own listener has turned the theme when the click arrives here.
  addEventListener("click", event => {
    if (!event.target.closest(".theme-toggle")) return;
    const turned = localStorage.getItem("theme");
    const secure = location.protocol === "https:" ? ";secure" : "";
    document.cookie = `theme=${turned};path=/;max-age=${turned === "auto" ? 0 : 31536000};samesite=lax${secure}`;
  });
}
