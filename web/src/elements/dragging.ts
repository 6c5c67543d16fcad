/*
 * Reordering by drag: the only file that uses pragmatic-drag-and-drop. A list is one drop target; a card becomes
 * draggable when the pointer first approaches its grip, so that hundreds of cards cost nothing. Callbacks get record
 * ids; the caller moves the record. Keyboard and menu moves are elsewhere.
 */

import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter";
import { getElementFromPointWithoutHoneypot } from "@atlaskit/pragmatic-drag-and-drop/get-element-from-point-without-honey-pot";

export type DropPlace = { readonly before: string } | { readonly after: string };

export interface Sortable {
  /** Distinguishes lists: a card only drops into the list it came from. */
  readonly key: string;
  readonly mayDrag: () => boolean;
  readonly drop: (id: string, place: DropPlace) => void;
}

interface Point {
  readonly clientX: number;
  readonly clientY: number;
}

const ITEM = "[data-record]";
const GRIP = "[data-grip]";

/**
 * Makes the cards (`[data-record]` with a `[data-grip]` inside) of `list` sortable until the returned function is
 * called.
 */
export function makeSortable(list: HTMLElement, options: Sortable): () => void {
  const clean: (() => void)[] = [];
  const ready = new WeakSet<Element>();
  const prepare = (event: Event): void => {
    const grip = (event.target as Element).closest<HTMLElement>(GRIP);
    const item = grip?.closest<HTMLElement>(ITEM);
    if (!grip || !item || ready.has(item) || !options.mayDrag()) return;
    ready.add(item);
    clean.push(dragFrom(item, grip, options));
  };
  list.addEventListener("pointerover", prepare);
  list.addEventListener("pointerdown", prepare, { capture: true });
  clean.push(() => list.removeEventListener("pointerover", prepare));
  clean.push(() => list.removeEventListener("pointerdown", prepare, { capture: true }));
  clean.push(dropInto(list, options));
  return () => {
    for (const undo of clean.splice(0)) undo();
  };
}

function dragFrom(item: HTMLElement, grip: HTMLElement, options: Sortable): () => void {
  return draggable({
    element: item,
    dragHandle: grip,
    canDrag: options.mayDrag,
    getInitialData: () => ({ list: options.key, id: item.dataset.record }),
    onDragStart: () => item.toggleAttribute("data-dragging", true),
    onDrop: () => item.toggleAttribute("data-dragging", false),
  });
}

function dropInto(list: HTMLElement, options: Sortable): () => void {
  let marked: HTMLElement | undefined;
  const mark = (item: HTMLElement | undefined, edge: "before" | "after"): void => {
    if (marked !== item) marked?.removeAttribute("data-drop");
    item?.setAttribute("data-drop", edge);
    marked = item;
  };
  const unmark = (): void => mark(undefined, "before");
  return dropTargetForElements({
    element: list,
    canDrop: ({ source }) => source.data.list === options.key,
    onDrag: ({ location, source }) => {
      const hit = itemAt(list, location.current.input);
      if (!hit || hit.item === source.element) unmark();
      else mark(hit.item, hit.edge);
    },
    onDragLeave: unmark,
    onDrop: ({ location, source }) => {
      unmark();
      const hit = itemAt(list, location.current.input);
      const target = hit?.item.dataset.record;
      if (!hit || !target || target === source.data.id) return;
      options.drop(String(source.data.id), hit.edge === "before" ? { before: target } : { after: target });
    },
  });
}

function itemAt(
  list: HTMLElement,
  point: Point,
): { item: HTMLElement; edge: "before" | "after" } | undefined {
  const under = getElementFromPointWithoutHoneypot({ x: point.clientX, y: point.clientY });
  const item = under?.closest<HTMLElement>(ITEM);
  if (!item || !list.contains(item)) return undefined;
  const box = item.getBoundingClientRect();
  const isBefore =
    list.dataset.axis === "grid"
      ? point.clientX < box.left + box.width / 2
      : point.clientY < box.top + box.height / 2;
  return { item, edge: isBefore ? "before" : "after" };
}
