/**
 * Says on every page that this browser blocks cookies, before somebody types: nobody can join or sign in without one, and
 * the server would only show the sign-in form again. The notice is in base.html.
 */
const PROBE = "leitstern-probe";

export function sayWhereCookiesAreBlocked(): void {
  if (keepsCookies()) return;
  document.querySelector("[data-needs-cookies]")?.removeAttribute("hidden");
}

/** Some browsers report cookies as enabled and drop them, and some throw. */
function keepsCookies(): boolean {
  if (!navigator.cookieEnabled) return false;
  try {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API exists in secure contexts only
    document.cookie = `${PROBE}=1; SameSite=Strict; Path=/`;
    const isKept = document.cookie.includes(PROBE);
    // biome-ignore lint/suspicious/noDocumentCookie: as above
    document.cookie = `${PROBE}=; Max-Age=0; SameSite=Strict; Path=/`;
    return isKept;
  } catch {
    return false;
  }
}
