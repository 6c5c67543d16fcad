/**
 * data-dialog-open="id" opens a <dialog>, data-dialog-close closes the one it is in, and a click on the backdrop closes
 * it too. A dialog with data-dialog-opened is shown at once: the server sends it back with what was wrong in it.
 */
export function serveDialogs(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opens = event.target.closest<HTMLElement>("[data-dialog-open]")?.dataset["dialogOpen"];
    if (opens) show(document.getElementById(opens));
    if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
    if (event.target instanceof HTMLDialogElement && isOutside(event, event.target)) event.target.close();
  });
  show(document.querySelector("dialog[data-dialog-opened]"));
}

function show(dialog: Element | null): void {
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

function isOutside(event: MouseEvent, dialog: HTMLDialogElement): boolean {
  const box = dialog.getBoundingClientRect();
  const isPointer = event.clientX !== 0 || event.clientY !== 0;
  return (
    isPointer &&
    (event.clientX < box.left ||
      event.clientX > box.right ||
      event.clientY < box.top ||
      event.clientY > box.bottom)
  );
}
