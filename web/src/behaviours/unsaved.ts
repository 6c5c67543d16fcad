/**
 * data-confirm-unsaved="Question?" on a form asks before sending it, but only if this browser has unsent changes that the
 * form would delete (leaving, signing out). Runs before confirm.ts, which asks.
 */
import { hasPendingChanges } from "../core/local/pending";

export function askBeforeDiscarding(): void {
  document.addEventListener("submit", (event) => mark(event.target as HTMLFormElement), { capture: true });
}

function mark(form: HTMLFormElement): void {
  const question = form.dataset["confirmUnsaved"];
  if (question === undefined) return;
  if (hasPendingChanges()) form.dataset["confirm"] = question;
  else delete form.dataset["confirm"];
}
