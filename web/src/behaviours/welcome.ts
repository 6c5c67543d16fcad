/**
 * The welcome of a guest goes when it is dismissed, and stays away: a cookie for this plan's address tells the server,
 * which draws it, so that nothing moves when the page opens the next time.
 */
const DAYS = 400;

export function letWelcomeGo(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-dismiss-welcome]")) return;
    const secure = location.protocol === "https:" ? "; secure" : "";
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every supported browser.
    document.cookie = `leitstern_welcomed=1; path=${location.pathname}; max-age=${DAYS * 86_400}; samesite=lax${secure}`;
    document.querySelector("[data-welcome]")?.remove();
    document.querySelector<HTMLElement>("[data-heading]")?.focus();
  });
}
