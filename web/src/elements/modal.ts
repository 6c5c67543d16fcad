/*
 * A modal dialog that is created when it opens and removed when it closes: by its button, Escape, or a press on the
 * backdrop. The browser keeps the focus inside and returns it; if it came from a field of a card, which has closed by
 * then, the card gets it. The caller provides the content.
 */

export interface Modal {
  readonly dialog: HTMLDialogElement;
  readonly close: () => void;
}

/** `fill` puts the content in before the dialog opens, so that the focus goes to its first control. */
export function openModal(className: string, label: string, fill: (modal: Modal) => void): void {
  const dialog = document.createElement("dialog");
  dialog.className = `dialog ${className}`;
  dialog.setAttribute("aria-label", label);
  const card = document.activeElement?.closest<HTMLElement & { focusName?(): void }>("[data-record]");
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (document.activeElement === document.body && card?.isConnected) card.focusName?.();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && isOutside(event, dialog.getBoundingClientRect())) dialog.close();
  });
  document.body.append(dialog);
  fill({ dialog, close: () => dialog.close() });
  dialog.showModal();
}

export function isModalOpen(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

function isOutside({ clientX, clientY }: MouseEvent, box: DOMRect): boolean {
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
