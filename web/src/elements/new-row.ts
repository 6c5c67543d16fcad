/*
 * The row that was just added to a list, until the focus leaves it. While it is new, its card does not tell gaps, Enter in its
 * title adds the next row, and adding again only focuses it as long as it is empty. An empty one that is left is discarded:
 * it is in neither bin nor undo. One that somebody else writes in stays. Used by record-section.ts and linked-records.ts.
 */

import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Kind } from "../generated/plan";
import type { DocumentView } from "./document-view";

const fresh = signal<ReadonlySet<string>>(new Set());

/** Records added in this page whose card was not left yet. */
export const newRecords: ReadonlySignal<ReadonlySet<string>> = fresh;

/** A key ended the editing of a record's title. Who handles it prevents the default, which focuses the title. */
export type TitleEnded = CustomEvent<{ readonly id: string; readonly how: "enter" | "escape" }>;

/** From a card or row; returns whether somebody else says where the focus goes. */
export function tellTitleEnded(from: HTMLElement, id: string, how: "enter" | "escape"): boolean {
  const detail = { id, how };
  return !from.dispatchEvent(new CustomEvent("titleended", { bubbles: true, cancelable: true, detail }));
}

interface Row {
  readonly view: DocumentView;
  readonly kind: Kind;
  readonly id: string;
  /** All values of the record when it was added: it is empty as long as they are the same. */
  readonly content: string;
  isEntered: boolean;
}

export class NewRow {
  readonly #host: HTMLElement;
  #row: Row | undefined;

  /** `host` holds the row's card and the buttons that add; leaving to one of those is not leaving the row. */
  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Starts to follow the focus; the returned function stops and settles the row. */
  follow(): () => void {
    const entered = (event: FocusEvent): void => this.#entered(event.target as Element);
    const left = (): void => void requestAnimationFrame(() => requestAnimationFrame(() => this.#look()));
    this.#host.addEventListener("focusin", entered);
    // Capturing: a field that ends on blur is gone before `focusout` could bubble up here.
    this.#host.addEventListener("blur", left, { capture: true });
    return () => {
      this.#host.removeEventListener("focusin", entered);
      this.#host.removeEventListener("blur", left, { capture: true });
      this.settle();
    };
  }

  begin(view: DocumentView, kind: Kind, id: string): void {
    this.settle();
    this.#row = { view, kind, id, content: contentOf(view, kind, id), isEntered: false };
    fresh.value = new Set([...fresh.peek(), id]);
  }

  isAt(id: string): boolean {
    return this.#row?.id === id;
  }

  /** The new row while nothing was written in it. */
  get emptyId(): string | undefined {
    return this.#row && isEmpty(this.#row) ? this.#row.id : undefined;
  }

  /** Enter adds the next row, in an empty one it ends adding; Escape ends adding. */
  titleEnded(event: TitleEnded, addNext: (after: string) => void, focusButton: () => void): void {
    const { id, how } = event.detail;
    if (!this.isAt(id)) return;
    const isLeftEmpty = this.emptyId !== undefined;
    if (isLeftEmpty || how === "enter") event.preventDefault();
    if (how === "enter" && !isLeftEmpty) return addNext(id);
    this.settle();
    if (isLeftEmpty) focusButton();
  }

  /** Ends being new: an empty row is discarded, any other one stays. */
  settle(): void {
    const row = this.#row;
    if (!row) return;
    this.#row = undefined;
    fresh.value = new Set([...fresh.peek()].filter((id) => id !== row.id));
    if (row.view.mayWrite.peek() && isEmpty(row)) row.view.plan.discard(row.kind, row.id);
  }

  #entered(target: Element): void {
    if (this.#row && isInCard(target, this.#row.id)) this.#row.isEntered = true;
  }

  #look(): void {
    const row = this.#row;
    const at = document.activeElement;
    if (!row?.isEntered || !this.#host.isConnected) return;
    const isStillHere =
      at && (isInCard(at, row.id) || (this.#host.contains(at) && at.matches("[data-add]")) || isOnTop(at));
    if (!isStillHere) this.settle();
  }
}

function isInCard(element: Element, id: string): boolean {
  return element.closest(`[data-record="${CSS.escape(id)}"]`) !== null;
}

/** Menus and dialogs stand outside of the card that opened them. */
function isOnTop(element: Element): boolean {
  return element.closest("dialog, [popover], .menu__list") !== null;
}

function isEmpty({ view, kind, id, content }: Row): boolean {
  const isSomebodyThere = view.presence.at(id).peek().length > 0;
  return !isSomebodyThere && view.plan.any(kind).has(id) && contentOf(view, kind, id) === content;
}

function contentOf({ plan }: DocumentView, kind: Kind, id: string): string {
  const names = Object.keys(plan.fields(kind)).filter((name) => name !== "order");
  return JSON.stringify(names.map((name) => plan.any(kind).field(id, name).peek() ?? null));
}
