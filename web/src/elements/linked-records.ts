/*
 * The records that refer to a card's record, such as the goals and actions of an opportunity: a row for each, and for each
 * kind a button that adds one (it is linked at once) and one that links those that exist. Links are kept at the record that
 * refers; here they are made from the other end. Only records of the same document can be linked so: a private draft
 * changes nothing in the shared plan.
 */

import { html, nothing, type TemplateResult } from "lit";
import { getOrCreate } from "../core/get-or-create";
import { t } from "../core/intl/i18n";
import type { PlanDocument } from "../doc/plan-document";
import type { Kind } from "../generated/plan";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { chipLinks } from "./link-chip";
import type { LinkedRow } from "./linked-row";
import "./linked-row";
import { NewRow, type TitleEnded } from "./new-row";
import type { PickerOption } from "./picker";
import { addRecord } from "./record-commands";
import { defaultsFor } from "./record-defaults";
import { kindIcon, nameOf } from "./record-names";
import { SignalElement } from "./signal-element";
import type { Ending } from "./text-editor";
import "./picker";

/** A kind whose records can refer to another kind by a set of links. */
export interface Referrer {
  readonly kind: Kind;
  readonly field: string;
}

const referrers = new WeakMap<PlanDocument, Map<Kind, readonly Referrer[]>>();

/** The kinds of a document that can refer to records of `kind`. */
export function referrersOf({ plan }: DocumentView, kind: Kind): readonly Referrer[] {
  const ofPlan = referrers.get(plan) ?? new Map<Kind, readonly Referrer[]>();
  referrers.set(plan, ofPlan);
  return getOrCreate(ofPlan, kind, () => findReferrers(plan, kind));
}

function findReferrers(plan: PlanDocument, kind: Kind): readonly Referrer[] {
  return plan.kinds.flatMap((from) => {
    const fields = Object.entries(plan.fields(from));
    const field = fields.find(([, shape]) => shape.crdt === "links" && shape.refers?.includes(kind))?.[0];
    return field ? [{ kind: from, field }] : [];
  });
}

export class LinkedRecords extends SignalElement {
  static override properties = {
    view: { attribute: false },
    kind: { attribute: false },
    recordId: { attribute: false },
    picking: { state: true },
  };
  declare view: DocumentView;
  declare kind: Kind;
  declare recordId: string;
  /** The kind whose existing records are being linked. */
  declare picking: Kind | undefined;
  readonly #newRow = new NewRow(this);

  protected override appeared(): void {
    this.onDisconnect(this.#newRow.follow());
  }

  protected override render(): TemplateResult {
    const ids = this.view.backlinks.of(this.recordId).value;
    const referrers = referrersOf(this.view, this.kind);
    return html`<div class="linked" @titleended=${this.#onTitleEnded}>${referrers.map((one) =>
      this.#group(
        one,
        ids.filter((id) => this.#kindOf(id) === one.kind),
      ),
    )}${chipLinks(this.view, this.#others(ids, referrers), "plan.linked")}</div>`;
  }

  /** Those that refer in another way than by a set of links. */
  #others(ids: readonly string[], referrers: readonly Referrer[]): readonly string[] {
    return ids.filter((id) => !referrers.some(({ kind }) => kind === this.#kindOf(id)));
  }

  #group(referrer: Referrer, ids: readonly string[]): TemplateResult | typeof nothing {
    const mayWrite = this.view.mayWrite.value;
    if (ids.length === 0 && !mayWrite) return nothing;
    const label = t(`kinds.${referrer.kind}.other`);
    return html`<div class="linked__group" data-linked=${referrer.kind}>
      <span class="value__label linked__label" aria-hidden="true">${icon(kindIcon(referrer.kind))}${label}</span>
      ${
        ids.length
          ? html`<div class="linked__rows" role="list" aria-label=${label}>${ids.map(
              (
                id,
              ) => html`<leitstern-linked-row role="listitem" .view=${this.view} .kind=${referrer.kind} .recordId=${id}
              .unlink=${() => this.#link(referrer, id, false)}></leitstern-linked-row>`,
            )}</div>`
          : nothing
      }${mayWrite ? this.#buttons(referrer, ids) : nothing}</div>`;
  }

  #buttons(referrer: Referrer, ids: readonly string[]): TemplateResult {
    const { kind } = referrer;
    if (this.picking === kind) return this.#picker(referrer, ids);
    const name = nameOf(this.view, this.recordId) ?? "";
    return html`<div class="linked__acts">
      <button type="button" class="button button--small" data-add=${kind} aria-label=${t("plan.add_to", { add: t(`kinds.${kind}.add`), name })}
        @click=${() => this.add(kind)}>${icon("plus")}${t(`kinds.${kind}.one`)}</button>
      <button type="button" class="button button--quiet button--small" data-link=${kind} aria-label=${t("plan.link_named", { kind: t(`kinds.${kind}.other`), name })}
        @click=${() => this.#pick(kind)}>${icon("link")}${t("plan.link")}</button></div>`;
  }

  #picker(referrer: Referrer, ids: readonly string[]): TemplateResult {
    const { kind } = referrer;
    return html`<leitstern-picker .label=${t("plan.link_kind", { kind: t(`kinds.${kind}.other`) })} .options=${() => this.#options(kind)}
      .chosen=${() => ids} .isMany=${true} .choose=${(id: string | undefined, isOn: boolean) => id && this.#link(referrer, id, isOn)}
      .ended=${(how: Ending) => this.#picked(kind, how)}></leitstern-picker>`;
  }

  #options(kind: Kind): readonly PickerOption[] {
    const ids = this.view.plan.any(kind).ids.peek();
    return ids.map((id) => ({ id, label: nameOf(this.view, id) ?? "" }));
  }

  /** Adds a record that is linked from the start, and puts the focus into its title. */
  add(kind: Kind): void {
    const { view } = this;
    const referrer = referrersOf(view, this.kind).find((one) => one.kind === kind);
    if (!referrer) return;
    const values = { ...defaultsFor(view, kind), [referrer.field]: [this.recordId] };
    const id = this.#newRow.emptyId ?? addRecord(view, kind, values, "last");
    if (!this.#newRow.isAt(id)) this.#newRow.begin(view, kind, id);
    void this.updateComplete.then(() => {
      const row = this.querySelector<LinkedRow>(`[data-record="${CSS.escape(id)}"]`);
      row?.edit();
      row?.scrollIntoView({ block: "nearest" });
    });
  }

  #link({ kind, field }: Referrer, id: string, isLinked: boolean): void {
    this.view.replica.undo.stopCapturing();
    this.view.plan.any(kind).link(id, field, this.recordId, isLinked);
    if (!isLinked) this.#focus(`[data-add="${kind}"]`);
  }

  #pick(kind: Kind): void {
    this.picking = kind;
  }

  #picked(kind: Kind, how: Ending): void {
    if (this.picking !== kind) return;
    this.picking = undefined;
    if (how !== "blur") this.#focus(`[data-link="${kind}"]`);
  }

  #focus(selector: string): void {
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(selector)?.focus());
  }

  #onTitleEnded(event: TitleEnded): void {
    const kind = this.#kindOf(event.detail.id);
    if (kind)
      this.#newRow.titleEnded(
        event,
        () => this.add(kind),
        () => this.#focus(`[data-add="${kind}"]`),
      );
  }

  #kindOf(id: string): Kind | undefined {
    return this.view.plan.locate(id)?.kind;
  }
}

customElements.define("leitstern-linked-records", LinkedRecords);
