/**
 * data-confirm-unsaved="Question?" on a form asks the question before sending only if words wait in this browser that the
 * form would throw away (leaving, signing out). Goes before confirm.ts, which asks.
 */
import { isAnythingWaiting } from "../core/waiting";

export function askBeforeDiscarding(): void {
  document.addEventListener("submit", (event) => mark(event.target as HTMLFormElement), { capture: true });
}

function mark(form: HTMLFormElement): void {
  const question = form.dataset["confirmUnsaved"];
  if (question === undefined) return;
  if (isAnythingWaiting()) form.dataset["confirm"] = question;
  else delete form.dataset["confirm"];
}
