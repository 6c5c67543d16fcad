/*
 * Amounts as bars on one scale for all records of a kind in a document, so that a bar of double length is double the
 * amount.
 */

import { computed, type ReadonlySignal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { getOrCreate } from "../core/get-or-create";
import type { Kind } from "../generated/plan";
import type { DocumentView } from "./document-view";

const scales = new WeakMap<DocumentView, Map<string, ReadonlySignal<number>>>();

/** The largest amount in these fields, of either sign. */
export function largestOf(view: DocumentView, kind: Kind, fields: readonly string[]): ReadonlySignal<number> {
  const ofView = scales.get(view) ?? new Map<string, ReadonlySignal<number>>();
  scales.set(view, ofView);
  return getOrCreate(ofView, `${kind} ${fields.join()}`, () =>
    computed(() => {
      const amounts = view.plan
        .any(kind)
        .ids.value.flatMap((id) =>
          fields.map((field) => Math.abs(Number(view.plan.value(kind, id, field) ?? 0))),
        );
      return Math.max(0, ...amounts);
    }),
  );
}

/** A bar from the left; a loss is hatched, a light benefit pale. Screen readers read the number beside it. */
export function bar(
  amount: number | undefined,
  largest: number,
  look: string,
  isLight = false,
): TemplateResult {
  const share = amount === undefined || largest <= 0 ? 0 : Math.min(1, Math.abs(amount) / largest);
  const isLoss = amount !== undefined && amount < 0;
  return html`<svg class=${`scale scale--${look}${isLoss ? " scale--loss" : ""}${isLight ? " scale--light" : ""}`} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    <rect class="scale__all" width="100" height="6"></rect><rect class="scale__part" width=${Math.round(share * 1000) / 10} height="6"></rect></svg>`;
}
