/*
 * The people of both companies as a table of facts, sorted by any column; a name leads to the person's card. What a side
 * thinks of somebody is in no cell.
 */

import { html, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { avatar } from "./avatar";
import { page } from "./context";
import { choiceName } from "./field-words";
import { personName, sideOf } from "./record-names";
import { FACING } from "./sides-heading";
import { SignalElement } from "./signal-element";
import type { Column } from "./sortable-table";
import "./sortable-table";

export class PeopleTable extends SignalElement {
  protected override render(): TemplateResult {
    const { plan } = page().shared;
    const ids = [...plan.any("people").ids.value].sort((one, other) => rankOf(one) - rankOf(other));
    return html`<leitstern-sortable-table .ids=${ids} .columns=${columns()} .label=${t("kinds.people.other")}></leitstern-sortable-table>`;
  }
}

function rankOf(id: string): number {
  return FACING.indexOf(sideOf(page().shared, id) ?? "customer");
}

/** The name of a person as a link to the card. */
export function personLink(id: string): TemplateResult {
  const { shared } = page();
  const name = personName(shared, id);
  return html`<a class="person person--link" href=${`#people/${id}`}>${avatar(name, sideOf(shared, id))}<span translate="no">${name}</span></a>`;
}

function columns(): readonly Column[] {
  const { shared, boot } = page();
  return [
    {
      key: "name",
      label: t("fields.people.name"),
      cell: personLink,
      by: (id) => personName(shared, id),
    },
    {
      key: "side",
      label: t("fields.side"),
      cell: (id) => boot.sides[sideOf(shared, id) ?? "customer"],
      by: (id) => boot.sides[sideOf(shared, id) ?? "customer"],
    },
    words("title", t("fields.people.title")),
    words("unit", t("fields.people.unit")),
    words("region", t("fields.region")),
    choices("level", t("fields.level")),
    choices("decision_role", t("fields.decision_role")),
    person("reports_to", t("fields.reports_to")),
    person("contact", t("fields.contact")),
  ];
}

function words(field: string, label: string): Column {
  const value = (id: string): string => String(page().shared.plan.value("people", id, field) ?? "").trim();
  return { key: field, label, cell: value, by: (id) => value(id) || undefined };
}

/** Sorted as the choices stand in the schema: the board before the specialists. */
function choices(field: string, label: string): Column {
  const { plan } = page().shared;
  const all = plan.fields("people")[field]?.choices ?? [];
  const value = (id: string): string => String(plan.value("people", id, field) ?? "");
  return {
    key: field,
    label,
    cell: (id) => (value(id) ? choiceName({ name: field }, value(id)) : ""),
    by: (id) => (value(id) ? all.indexOf(value(id)) : undefined),
  };
}

function person(field: string, label: string): Column {
  const { shared } = page();
  const target = (id: string): string | undefined => shared.plan.targets("people", id, field).value[0];
  const name = (id: string): string | undefined => {
    const found = target(id);
    return found && personName(shared, found);
  };
  return { key: field, label, cell: (id) => name(id) ?? "", by: name };
}

customElements.define("leitstern-people-table", PeopleTable);
