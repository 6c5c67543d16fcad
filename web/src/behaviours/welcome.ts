/**
 * The welcome of a guest goes when it is dismissed, and stays away: a cookie for this plan's address tells the server,
 * which draws it, so that nothing moves when the page opens the next time. A link that dismisses it names the plan's
 * address and leads on.
 */
const DAYS = 400;

export function letWelcomeGo(): void {
  document.addEventListener("click", (event) => {
    const dismisser =
      event.target instanceof Element
        ? event.target.closest<HTMLElement>("[data-dismiss-welcome]")
        : undefined;
    if (!dismisser) return;
    const path = dismisser.dataset["dismissWelcome"] || location.pathname;
    const secure = location.protocol === "https:" ? "; secure" : "";
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every supported browser.
    document.cookie = `leitstern_welcomed=1; path=${path}; max-age=${DAYS * 86_400}; samesite=lax${secure}`;
    if (dismisser instanceof HTMLAnchorElement) return;
    document.querySelector("[data-welcome]")?.remove();
    document.querySelector<HTMLElement>("[data-heading]")?.focus();
  });
}
