/*
 * Somebody who takes part, of either company: the general card with an avatar, in the hue of the person's side, what the
 * person answers for, and what the reader's own side thinks of somebody of the other one.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { shapeOf } from "../doc/plan-document";
import type { FieldShape } from "../generated/plan";
import { assessmentFold } from "./assessment";
import { avatar } from "./avatar";
import { registerLook } from "./card-looks";
import { otherSide } from "./company";
import { page } from "./context";
import { choiceBadge } from "./field-words";
import type { MenuEntry } from "./menu";
import { PEOPLE_VIEWS } from "./people-views";
import { RecordCard } from "./record-card";
import { personName, sideOf } from "./record-names";
import { countLink, FACING, ownedKinds, sidesHeading } from "./sides-heading";
import { BY_HAND } from "./sorting";

export class PersonCard extends RecordCard {
  override connectedCallback(): void {
    super.connectedCallback();
    this.#standOnItsSide();
  }

  protected override updated(): void {
    this.#standOnItsSide();
  }

  protected override look(): string {
    return `record--person ${super.look()}`;
  }

  protected override mark(): TemplateResult {
    return avatar(this.string("name"), sideOf(this.view, this.recordId), "");
  }

  /** What is known, in one line; what the person answers for; and what the own side thinks. The fields open in place. */
  protected override rest(): TemplateResult {
    return html`<div class="person__rest">${this.#known()}${this.#owned()}${assessmentFold(this.recordId)}</div>`;
  }

  #known(): TemplateResult {
    const choices = ["decision_role", "level"].filter(
      (name) => this.group("facts").includes(name) && this.string(name),
    );
    const [chief, contact] = ["reports_to", "contact"].map((name) => this.targets(name)[0]);
    const region = this.string("region").trim();
    return html`<p class="person__known">${choices.map((name) => choiceBadge({ name }, this.string(name)))}
      ${region ? html`<span>${region}</span>` : nothing}
      ${chief ? html`<span>${t("people.reports_to", { name: personName(this.view, chief) })}</span>` : nothing}
      ${contact ? html`<span>${t("people.contact", { name: personName(this.view, contact) })}</span>` : nothing}</p>`;
  }

  /** Only the customer's people have a role in the customer's decision. */
  protected override group(name: "head" | "body" | "facts" | "links"): readonly string[] {
    const isSupplier = sideOf(this.view, this.recordId) === "supplier";
    const fields = shapeOf(this.kind).groups[name] ?? [];
    return isSupplier ? fields.filter((field) => field !== "decision_role") : fields;
  }

  override additions(): readonly MenuEntry[] {
    const { boot } = page();
    if (!boot.may_ask_about || boot.seen_from) return [];
    const address = `/plans/${boot.plan_id}/about/${this.recordId}`;
    return ["line", { label: t("about.menu"), icon: "info", run: () => location.assign(address) }];
  }

  /** Actions name people in several ways: they are added where those stand. */
  protected override adder(): typeof nothing {
    return nothing;
  }

  /** Who reports to whom is a fact of one company; a contact is of the other one. */
  protected override shapeOf(name: string): FieldShape | undefined {
    const shape = super.shapeOf(name);
    const side = sideOf(this.view, this.recordId);
    if (!shape || !side || (name !== "reports_to" && name !== "contact")) return shape;
    return { ...shape, side: name === "contact" ? otherSide(side) : side };
  }

  protected override linked(): typeof nothing {
    return nothing;
  }

  /** What the person answers for, as links to the filtered lists. */
  #owned(): TemplateResult | typeof nothing {
    const ids = this.view.backlinks.of(this.recordId).value;
    if (ids.length === 0) return nothing;
    const count = (kind: string): number =>
      ids.filter((id) => this.view.plan.locate(id)?.kind === kind).length;
    return html`<ul class="chips person__owned">${ownedKinds(this.view).map((kind) =>
      countLink(this.view, kind, count(kind), { owner: this.recordId }),
    )}</ul>`;
  }

  /** Read by plan-facing.css: which column, and the heading of a side on a phone. */
  #standOnItsSide(): void {
    const side = sideOf(this.view, this.recordId) ?? "customer";
    this.dataset["side"] = side;
    this.dataset["company"] = page().boot.sides[side];
  }
}

registerLook("people", PersonCard, {
  tag: "leitstern-person-card",
  isGrid: true,
  views: PEOPLE_VIEWS,
  captions: sidesHeading,
  sorts: [
    {
      name: "side",
      label: "sort.side",
      by: (view, id) => FACING.indexOf(sideOf(view, id) ?? "customer"),
    },
    BY_HAND,
  ],
});
