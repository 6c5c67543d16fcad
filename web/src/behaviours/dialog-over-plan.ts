/**
 * The invitation over the plan: a link with data-invite opens the dialog that its value names, whose contents come from
 * the server each time. Without script, or in a new tab, the link leads to the page of invitations.
 */
export function inviteOverThePlan(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest<HTMLElement>("[data-invite]");
    const dialog = link && document.getElementById(link.dataset["invite"] ?? "");
    if (!(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector("[data-contents]")?.dispatchEvent(new Event("leitstern:invite"));
  });
}
