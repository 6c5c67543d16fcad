/*
 * The overview panel as it came with the page. It is large, so the page keeps it as text until somebody looks at the
 * overview: public/first-section.js shows it at once where the address leads there, sections.ts calls this later.
 */

/** Makes the kept text into elements, if it is still text. */
export function showKeptPanel(): void {
  const kept = document.querySelector("noscript[data-kept-panel]");
  const host = kept?.parentElement;
  if (host) host.innerHTML = kept.textContent ?? "";
}
