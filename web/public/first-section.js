/*
 * Shows the section that the address names, before the islands start. The overview panel is large; it stands in the page
 * as text (in a noscript element, so it is there without scripts too) and is made into elements only where it is looked
 * at: here, or by elements/kept-panel.ts when somebody goes there. Runs where the panel stands, before what follows it is
 * parsed, so that nothing moves. A plain script in old JavaScript, like start-check.js.
 */
(function () {
  "use strict";
  var named = location.hash.replace(/^#\/?/, "").split("/")[0];
  if (named === "" && /\/sessions\//.test(location.pathname)) named = "workshop";

  if (named === "" || named === "overview" || named === "star") {
    var kept = document.querySelector("noscript[data-kept-panel]");
    if (kept) kept.parentNode.innerHTML = kept.textContent;
  } else if (isSection(named)) {
    document.querySelector("[data-section=overview]").hidden = true;
    document.addEventListener("DOMContentLoaded", showOpening);
  }

  /** The navigation stands before the sections and names them and their chapters. */
  function isSection(name) {
    return /^[\w-]+$/.test(name) && document.querySelector("[data-chapter=" + name + "], [data-goes-to=" + name + "]");
  }

  function showOpening() {
    var frame = document.querySelector("[data-section=" + named + "]");
    if (frame && !document.documentElement.hasAttribute("data-ready")) frame.hidden = false;
  }
})();
