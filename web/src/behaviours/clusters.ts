/**
 * A cluster of stars in a picture opens the list of its members (`data-opens` names a popover). Without script the
 * cluster's link leads to the section that holds them. A choice in the list closes it.
 */
export function openClusters(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const cluster = event.target.closest("[data-opens]");
    const members = cluster && document.getElementById(cluster.getAttribute("data-opens") ?? "");
    if (members?.showPopover) {
      event.preventDefault();
      members.showPopover();
      members.querySelector("a")?.focus();
    } else if (event.target.closest("[popover] a")) {
      event.target.closest<HTMLElement>("[popover]")?.hidePopover();
    }
  });
}
