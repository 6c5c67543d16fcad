/**
 * data-confirm="Question?" on a form or on its submit button asks in the page's own dialog before anything is sent;
 * data-confirm-label="Revoke" names the button that goes on. Listens in the capture phase, before htmx sees it.
 */
const confirmed = new WeakSet<HTMLFormElement>();

export function askBeforeSubmitting(): void {
  document.addEventListener("submit", (event) => hold(event), { capture: true });
}

function hold(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const asks = [event.submitter, form].find((element) => element?.hasAttribute("data-confirm"));
  const dialog = document.getElementById("confirm");
  if (!asks || !(dialog instanceof HTMLDialogElement) || confirmed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(dialog, asks as HTMLElement, () => {
    confirmed.add(form);
    form.requestSubmit(event.submitter);
  });
}

function ask(dialog: HTMLDialogElement, asks: HTMLElement, goOn: () => void): void {
  const question = dialog.querySelector("h2");
  const yes = dialog.querySelector<HTMLElement>("button[value=yes]");
  if (!question || !yes) return;
  question.textContent = asks.dataset["confirm"] ?? "";
  yes.textContent = asks.dataset["confirmLabel"] ?? yes.dataset["defaultLabel"] ?? "";
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && goOn(), { once: true });
  dialog.showModal();
}
