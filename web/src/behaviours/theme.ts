/**
 * The appearance switch acts immediately and is saved by the server in the background; without script the same form posts
 * and the page reloads in the chosen colours. A change of language always reloads.
 */
import { say, spoken } from "./toast";

export function switchThemeAtOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const chosen = event.submitter;
    if (!form.hasAttribute("data-preferences") || !(chosen instanceof HTMLButtonElement)) return;
    if (chosen.name !== "theme") return;
    event.preventDefault();
    apply(chosen, form);
    const body = new URLSearchParams(
      [...new FormData(form, chosen)].map(([key, value]) => [key, `${value}`]),
    );
    fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() =>
      say(spoken("requestFailed")),
    );
  });
}

function apply(chosen: HTMLButtonElement, form: HTMLFormElement): void {
  document.documentElement.dataset["theme"] = chosen.value;
  const scheme = chosen.value === "system" ? "light dark" : chosen.value;
  document.querySelector<HTMLMetaElement>("meta[name=color-scheme]")?.setAttribute("content", scheme);
  for (const button of form.querySelectorAll("button[name=theme]")) {
    button.setAttribute("aria-pressed", String(button === chosen));
  }
}
