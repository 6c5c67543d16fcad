/*
 * What one side thinks of the other company's people, for that side alone: coverage with what is unknown beside it,
 * warnings, the power grid, and the same values as a table. Coverage and warnings are computed by the server.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { assessed } from "../doc/assessments";
import { otherSide } from "./company";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { choiceName } from "./field-words";
import { icon } from "./icon";
import { personLink } from "./people-table";
import { personName, sideOf } from "./record-names";
import { savedWords } from "./saved-line";
import { SignalElement } from "./signal-element";
import type { Column } from "./sortable-table";
import "./power-grid";
import "./sortable-table";

const KIND = "assessments";

export class OwnRelations extends SignalElement {
  protected override render(): TemplateResult | typeof nothing {
    const { boot, shared, opened } = page();
    const view = opened.value;
    if (!view) return nothing;
    const { side } = boot.me;
    const people = shared.plan.any("people").ids.value.filter((id) => sideOf(shared, id) === otherSide(side));
    const names = { side: boot.sides[side], other: boot.sides[otherSide(side)] };
    return html`<div class=${`private private--${side} own`}>
      <header class="section-head"><div class="section-head__title">${icon("lock-keyhole")}<h3>${t("own.title")}</h3>
        <span class=${`badge badge--${side}`}>${t("plan.private_only", { side: names.side })}</span></div></header>
      <p class="private__promise">${icon("eye-off")}<span>${t("own.lead", names)}</span></p>
      ${
        people.length
          ? html`${standing()}<leitstern-power-grid .view=${view} .people=${people}></leitstern-power-grid>
      <leitstern-sortable-table .ids=${people} .columns=${columns(view)} .label=${t("own.title")}></leitstern-sortable-table>`
          : html`<p class="muted">${t("own.nobody", names)}</p>`
      }
    <p class="private__saved">${savedWords(view)}</p></div>`;
  }
}

/** Coverage, what is unknown, and the warnings. */
function standing(): TemplateResult {
  const { ownMeasures } = page();
  const [coverage, known, unknown, warnings, expires] = [
    "coverage",
    "known",
    "unknown",
    "warnings",
    "expires",
  ].map((name) => ownMeasures.of("plan", name).value);
  const told = [...(warnings?.text.split("\n") ?? []), ...(expires ? [expires.text] : [])];
  return html`<section class="own__standing" aria-labelledby="own-coverage"><div class="own__coverage"><h4 id="own-coverage">${t("own.coverage")}</h4>
      <p class="own__share"><strong>${coverage?.text ?? "–"}</strong></p><p class="muted">${known?.text ?? ""}${unknown?.value ? html`<br>${unknown.text}` : nothing}</p>
      <details class="fold"><summary class="fold__summary">${t("own.formula")}</summary><p class="muted">${t("own.formula_text")}</p></details></div>
    ${told.length ? html`<ul class="own__warnings" aria-label=${t("own.warnings")}>${told.map((words) => html`<li>${icon("triangle-alert")}<span>${words}</span></li>`)}</ul>` : html`<p class="own__fine">${icon("circle-check")}<span>${t("own.no_warnings")}</span></p>`}</section>`;
}

function columns({ plan }: DocumentView): readonly Column[] {
  const { shared, format, ownMeasures } = page();
  const value = (id: string, field: string): unknown => assessed(plan, id, field);
  const choice = (field: string): Column => {
    const all = plan.fields(KIND)[field]?.choices ?? [];
    const chosen = (id: string): string => String(value(id, field) ?? "");
    return {
      key: field,
      label: t(`fields.${field}` as "fields.wanted"),
      cell: (id) => (chosen(id) ? choiceName({ name: field }, chosen(id)) : ""),
      by: (id) => (chosen(id) ? all.indexOf(chosen(id)) : undefined),
    };
  };
  const number = (field: "influence" | "attitude"): Column => {
    const found = (id: string): number | undefined => {
      const one = value(id, field);
      return typeof one === "number" ? one : undefined;
    };
    return {
      key: field,
      label: t(`fields.${field}`),
      cell: (id) => {
        const one = found(id);
        if (one === undefined) return "";
        return field === "attitude" ? t(`own.attitude.${one}` as "own.attitude.0") : format.number(one);
      },
      by: found,
    };
  };
  return [
    { key: "name", label: t("fields.people.name"), cell: personLink, by: (id) => personName(shared, id) },
    choice("relationship"),
    choice("wanted"),
    {
      key: "last_contact",
      label: t("fields.last_contact"),
      cell: (id) => contact(id),
      by: (id) => {
        const day = value(id, "last_contact");
        return typeof day === "string" ? day : undefined;
      },
    },
    number("influence"),
    number("attitude"),
    {
      key: "supports",
      label: t("fields.supports"),
      cell: (id) => (value(id, "supports") === true ? t("choices.true") : ""),
      by: (id) => (value(id, "supports") === true ? 0 : undefined),
    },
  ];

  function contact(id: string): TemplateResult | string {
    const words = ownMeasures.of(id, "contact_days").value?.text;
    if (!words) return "";
    const isLong = ownMeasures.of(id, "silent").value !== undefined;
    return isLong
      ? html`<span class="badge badge--warn">${icon("clock")}<span>${words}</span></span>`
      : words;
  }
}

customElements.define("leitstern-own-relations", OwnRelations);
