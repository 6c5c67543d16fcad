/*
 * The registry of looks: which element draws a kind of record. Without an entry it is the general card. Cards register
 * themselves when their module loads; record-section.ts reads it.
 */

import type { TemplateResult } from "lit";
import type { MessageKey } from "../core/intl/i18n";
import type { Kind } from "../generated/plan";
import type { DocumentView } from "./document-view";

/** An order in which a list can be shown. */
export interface Sort {
  readonly name: string;
  readonly label: MessageKey;
  /** The sort key, ascending; undefined sorts last. Reads signals. Without it the order is the plan's. */
  readonly by?: (view: DocumentView, id: string) => number | string | undefined;
}

/** A way to put a list under headings: the records that a field names. */
export interface Grouping {
  readonly name: string;
  readonly label: MessageKey;
  /** The field whose targets head the groups. */
  readonly field: string;
  /** The kind of those targets. */
  readonly kind: Kind;
  /** The heading of the records that name none. */
  readonly none: MessageKey;
}

export interface ListViews {
  /** The choice of a way, above the list. */
  readonly choice: () => TemplateResult;
  /** What stands in the place of the cards; undefined while the cards are shown. Reads signals. */
  readonly other: () => TemplateResult | undefined;
  /** A card is about to be shown. */
  readonly showCards: () => void;
}

export interface Look {
  readonly tag: string;
  /** Cards side by side, moved in two directions; else one below the other. */
  readonly isGrid?: boolean;
  /** A kind with few records: no filters, no import. */
  readonly isPlain?: boolean;
  /** Column headings above the list. */
  readonly captions?: (view: DocumentView) => TemplateResult;
  /** The sort orders of the list; the first is the default. Without it only the manual order. */
  readonly sorts?: readonly Sort[];
  /** The groupings that the list offers. */
  readonly groupings?: readonly Grouping[];
  /** Content beside the heading of the shared list. */
  readonly tools?: () => TemplateResult;
  /** Other ways to see the shared list than as cards. */
  readonly views?: ListViews;
}

const GENERAL: Look = { tag: "leitstern-record-card" };
const looks = new Map<Kind, Look>();

export function registerLook(kind: Kind, card: CustomElementConstructor, look: Look): void {
  customElements.define(look.tag, card);
  looks.set(kind, look);
}

export function lookOf(kind: Kind): Look {
  return looks.get(kind) ?? GENERAL;
}
