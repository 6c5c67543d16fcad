/*
 * Says so when the plan page cannot start: a browser that lacks something the page needs, a script that fails or does not
 * come. Otherwise the page would show the plan's first screen and answer nobody. A plain script in old JavaScript, because it
 * has to run where the others do not; it stands before them in plan.html and touches nothing but the notice there.
 * FEATURES is what the list of browsers in README.md stands on; tests/browser/test_start.py takes each away.
 */
(function () {
  "use strict";
  var root = document.documentElement;
  var SLOW_MS = 20000;
  var FEATURES = {
    modules: function () { return "noModule" in document.createElement("script"); },
    "Promise.withResolvers": function () { return Promise.withResolvers; },
    "Map.groupBy": function () { return Map.groupBy; },
    "String.toWellFormed": function () { return String.prototype.toWellFormed; },
    "Array.toSorted": function () { return Array.prototype.toSorted; },
    "Intl.ListFormat": function () { return Intl.ListFormat; },
    "Intl.PluralRules": function () { return Intl.PluralRules; },
    "Intl.RelativeTimeFormat": function () { return Intl.RelativeTimeFormat; },
    "custom elements": function () { return window.customElements; },
    WebSocket: function () { return window.WebSocket; },
    popover: function () { return "popover" in HTMLElement.prototype; },
    dialog: function () { return window.HTMLDialogElement; },
    IntersectionObserver: function () { return window.IntersectionObserver; },
    ResizeObserver: function () { return window.ResizeObserver; },
    "light-dark()": function () { return CSS.supports("color", "light-dark(red, red)"); },
    ":has()": function () { return CSS.supports("selector(:has(a))"); }
  };

  function isMissing(name) {
    try {
      return !FEATURES[name]();
    } catch (error) {
      return true;
    }
  }

  function tell(reason, detail) {
    if (root.hasAttribute("data-cannot-start")) return;
    root.setAttribute("data-cannot-start", reason);
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", function () { show(reason, detail); });
    else show(reason, detail);
  }

  function show(reason, detail) {
    var notice = document.getElementById("cannot-start");
    if (!notice || root.hasAttribute("data-ready")) return;
    notice.hidden = false;
    var parts = notice.querySelectorAll("[data-reason=" + reason + "]");
    for (var at = 0; at < parts.length; at += 1) parts[at].hidden = false;
    notice.querySelector("[data-detail]").textContent = detail || "";
    window.scrollTo(0, 0);
  }

  function hasStarted() {
    return root.hasAttribute("data-ready");
  }

  function failed(event) {
    var isNotice = /^ResizeObserver loop /.test(event.message || "");
    var isForeign = event.target !== window && event.target.nodeName !== "SCRIPT";
    if (!hasStarted() && !isNotice && !isForeign) tell("failed", event.message || String(event.reason || ""));
  }

  var missing = Object.keys(FEATURES).filter(isMissing);
  if (missing.length > 0) return tell("old", missing.join(", "));
  window.addEventListener("error", failed, true);
  window.addEventListener("unhandledrejection", failed);
  window.setTimeout(function () { if (!hasStarted()) tell("failed", ""); }, SLOW_MS);
  new MutationObserver(function () {
    var notice = document.getElementById("cannot-start");
    if (hasStarted() && notice) notice.hidden = true;
  }).observe(root, { attributes: true, attributeFilter: ["data-ready"] });
})();
