/*
 * An action: the one who answers for it, in the hue of their side, who helps, from when to when, how it stands and
 * what it serves. Lateness is the server's word.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/i18n";
import { page } from "./context";
import { statusBadge, statusChoices } from "./field-words";
import { flagList } from "./flag-list";
import { icon } from "./icon";
import { chip } from "./link-chip";
import type { PickerOption } from "./picker";
import { RecordCard } from "./record-card";
import { nameOf, peopleOptions, recordOptions, sideOf } from "./records-view";

export class ActionCard extends RecordCard {
  readonly kind = "actions";

  protected override render(): TemplateResult {
    const side = sideOf(this.value("owner"));
    const status = this.string("status");
    const look = side ? `record record--action record--${side}` : "record record--action";
    return html`<article class=${status === "done" || status === "dropped" ? `${look} record--ended` : look}>
      <header class="record__head">
        ${this.grip()}
        <h3 class="record__title">${this.textField({ name: "title", label: "plan.title", empty: "plan.action_title_empty", look: "title" })}</h3>
        ${this.#late()}${this.company()}${this.menuButton()}
      </header>
      <div class="record__facts record__facts--action">
        ${this.choiceField({ name: "status", label: "plan.status", choices: statusChoices(), drawn: statusBadge })}
        ${this.personField({
          name: "owner",
          label: t("plan.owner"),
          options: () => peopleOptions(),
          empty: "plan.nobody",
          make: (words) =>
            this.set("owner", page().plan.people.create({ name: words, side: page().boot.me.side })),
        })}
        ${this.#date("start")}${this.#date("due")}
        ${this.linksField(
          { name: "serves", label: t("plan.serves"), options: servable, empty: "plan.links_empty" },
          chip,
        )}
        ${this.isOffered("helpers") ? nothing : this.#helpers()}
        ${this.isOffered("predecessor") ? nothing : this.#predecessor()}
      </div>
      ${
        this.isOffered("description")
          ? nothing
          : this.textField({
              name: "description",
              label: "plan.description",
              empty: "plan.description_empty",
              isLong: true,
              look: "body",
            })
      }
      ${this.moreRow([
        { name: "description", label: "plan.description" },
        { name: "helpers", label: "plan.helpers" },
        { name: "predecessor", label: "plan.predecessor" },
      ])}
      ${flagList(this.recordId)}
    </article>`;
  }

  #late(): TemplateResult | typeof nothing {
    const late = page().measures.of(this.recordId, "late").value;
    if (!late || late.value === "0" || late.value === "false") return nothing;
    return html`<span class="badge badge--bad">${icon("clock")}${late.text}</span>`;
  }

  #date(name: "start" | "due"): TemplateResult {
    return this.valueField({
      name,
      label: t(`plan.${name}`),
      kind: "date",
      shown: (iso: string) => page().format.date(iso),
      check: (value) => this.#contradiction(name, value),
    });
  }

  #contradiction(name: "start" | "due", value: number | string | undefined): string | undefined {
    const other = page()
      .plan.actions.field(this.recordId, name === "start" ? "due" : "start")
      .peek();
    if (typeof value !== "string" || !other) return undefined;
    const [start, due] = name === "start" ? [value, other] : [other, value];
    return start > due ? t("plan.start_after_due") : undefined;
  }

  #helpers(): TemplateResult {
    return this.linksField(
      {
        name: "helpers",
        label: t("plan.helpers"),
        options: () => peopleOptions(),
        empty: "plan.links_empty",
      },
      chip,
    );
  }

  #predecessor(): TemplateResult {
    const id = this.string("predecessor");
    const name = id ? nameOf(id) : undefined;
    return this.pickField(
      {
        name: "predecessor",
        label: t("plan.predecessor"),
        options: () => recordOptions("actions", t("plan.actions"), this.recordId),
        empty: "plan.none",
      },
      () => (name === undefined ? [] : [id]),
      name === undefined ? undefined : chip(id),
    );
  }
}

function servable(): readonly PickerOption[] {
  return [
    ...recordOptions("goals", t("plan.goals")),
    ...recordOptions("opportunities", t("plan.opportunities")),
  ];
}

customElements.define("leitstern-action-card", ActionCard);
