/*
 * The heading of one group in a list: what the group is about, how many records it has and how many of them are done, and a
 * button that adds one to it. It stays in sight while its records scroll by.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import type { Position } from "../core/records/record-set";
import type { Kind } from "../generated/plan";
import { avatar } from "./avatar";
import type { DocumentView } from "./document-view";
import { stateFieldOf } from "./filters";
import { type Group, groupingOf, groupsOf, valuesIn } from "./grouping";
import { icon } from "./icon";
import { kindIcon, nameOf, sideOf } from "./record-names";
import { SignalElement } from "./signal-element";

export class GroupHead extends SignalElement {
  static override properties = {
    view: { attribute: false },
    kind: { attribute: false },
    target: { attribute: false },
  };
  declare view: DocumentView;
  declare kind: Kind;
  declare target: string;
  /** Adds a record to the list, with these values. */
  add: (position: Position, values: object) => void = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("role", "listitem");
    this.className = "group-head";
  }

  protected override render(): TemplateResult {
    const { view, target } = this;
    const group = this.#group();
    const address = target ? view.addressOf(target) : undefined;
    const words = html`${this.#mark()}<span class="truncate" translate=${this.target ? "no" : nothing}>${this.#name()}</span>`;
    return html`<h3 class="group-head__name">${address ? html`<a href=${`#${address}`}>${words}</a>` : html`<span>${words}</span>`}</h3>
      <span class="count">${this.#count(group)}</span>
      ${
        view.mayWrite.value
          ? html`<button type="button" class="button button--quiet button--icon button--small group-head__add" title=${t("plan.add_here")}
          aria-label=${t("plan.add_in_group", { kind: t(`kinds.${this.kind}.add`), name: this.#name() })} @click=${() => this.#add(group)}>${icon("plus")}</button>`
          : nothing
      }`;
  }

  #group(): Group | undefined {
    const { view, kind, target } = this;
    const grouping = groupingOf(view, kind);
    const shown = view.filters.shown(kind).value;
    return grouping && groupsOf(view, kind, grouping, shown).find((group) => group.target === target);
  }

  #name(): string {
    const grouping = groupingOf(this.view, this.kind);
    if (this.target) return nameOf(this.view, this.target) ?? "";
    return grouping ? t(grouping.none) : "";
  }

  #mark(): TemplateResult | typeof nothing {
    const kind = groupingOf(this.view, this.kind)?.kind;
    if (!kind || !this.target) return nothing;
    return kind === "people" ? avatar(this.#name(), sideOf(this.view, this.target)) : icon(kindIcon(kind));
  }

  /** "4 entries · 1 done", where the kind has a state that can be done. */
  #count(group: Group | undefined): string {
    const { plan } = this.view;
    const ids = group?.ids ?? [];
    const field = stateFieldOf(plan, this.kind);
    const done = field ? ids.filter((id) => plan.value(this.kind, id, field) === "done").length : 0;
    const parts = [tn("plan.items", ids.length), done ? t("plan.count_done", { done }) : ""];
    return parts.filter(Boolean).join(" · ");
  }

  #add(group: Group | undefined): void {
    const grouping = groupingOf(this.view, this.kind);
    const last = group?.ids.at(-1);
    if (!grouping) return;
    const values = valuesIn(this.view, this.kind, grouping, this.target);
    this.add(last ? { after: last } : "last", values);
  }
}

customElements.define("leitstern-group-head", GroupHead);
