/**
 * Dialogs over the plan: a link with data-dialog opens the dialog that its value names, whose contents come from the
 * server each time. Without script, or in a new tab, the link leads to the page that has the same.
 */
export function openDialogsOverThePlan(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest<HTMLElement>("[data-dialog]");
    const dialog = link && document.getElementById(link.dataset["dialog"] ?? "");
    if (!(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    const contents = dialog.querySelector("[data-contents]");
    contents?.replaceChildren(); // A press on what stood there before would meet the new contents half way.
    dialog.showModal();
    contents?.dispatchEvent(new Event("leitstern:opens"));
  });
}
