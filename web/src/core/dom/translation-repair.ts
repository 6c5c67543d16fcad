/*
 * Repairs live text after a page translation. A translator removes text nodes from the page and puts others, or
 * elements, in their place; the renderer then keeps writing into the removed nodes, and the page shows old words for
 * ever. This module records each exchange and puts an element's own nodes back before it renders again; the translator
 * then sees new words and translates them. Called by signal-element.ts around every render.
 */
interface Exchange {
  readonly own: Text;
  /** What stands in its place. */
  stand: readonly ChildNode[];
}

const exchanges = new Set<Exchange>();
let observer: MutationObserver | undefined;

/** Runs a render of `host`: puts its texts back before, and does not take what the render changes for an exchange. */
export function renderAround(host: Element, render: () => void): void {
  watch();
  note(observer?.takeRecords() ?? []);
  if (exchanges.size > 0) restore(host);
  render();
  observer?.takeRecords();
}

function watch(): void {
  if (observer || typeof MutationObserver === "undefined") return;
  observer = new MutationObserver(note);
  observer.observe(document.body, { childList: true, subtree: true });
}

/** An exchange takes a text out and puts something in at the same place, in one step. */
function note(records: readonly MutationRecord[]): void {
  for (const { target, removedNodes, addedNodes, previousSibling, nextSibling } of records) {
    // Translators leave it alone, so the change is our own: the mirror of a text that is edited.
    if (target instanceof Element && target.closest("[translate=no]")) continue;
    if (removedNodes.length !== 1 || addedNodes.length === 0) {
      for (const gone of removedNodes) if (gone instanceof Text) noteLoss(gone, previousSibling, nextSibling);
      continue;
    }
    const [gone] = removedNodes;
    const stand = [...addedNodes] as ChildNode[];
    const known = [...exchanges].find((exchange) => exchange.stand.includes(gone as ChildNode));
    if (known) known.stand = stand;
    else if (gone instanceof Text && !gone.isConnected) exchanges.add({ own: gone, stand });
  }
}

/** Some translators put their element in first and take the text out afterwards: it stands beside. */
function noteLoss(own: Text, before: Node | null, after: Node | null): void {
  const beside = [before, after].find((node) => node instanceof HTMLElement && node.localName === "font");
  if (beside && !own.isConnected) exchanges.add({ own, stand: [beside as ChildNode] });
}

function restore(host: Element): void {
  for (const exchange of exchanges) {
    const [first, ...others] = exchange.stand;
    if (!first?.isConnected || exchange.own.isConnected) exchanges.delete(exchange);
    else if (host.contains(first)) {
      first.replaceWith(exchange.own);
      for (const other of others) other.remove();
      exchanges.delete(exchange);
    }
  }
}
