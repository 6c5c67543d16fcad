/*
 * The looks of joint projects, risks and decisions: the general card, with what is special about each. A project at rest
 * says what it brings whom and how far it is; risks stand with the gravest first; decisions have a list that also holds
 * what was decided in sessions.
 */

import { html, nothing, type TemplateResult } from "lit";
import { registerLook } from "./card-looks";
import { page } from "./context";
import { DECISION_VIEWS } from "./decision-views";
import { startAfterDue } from "./field-words";
import { icon } from "./icon";
import { RecordCard } from "./record-card";
import type { Drawn } from "./shaped-fields";
import { BY_HAND } from "./sorting";

const GRAVE = 6;

export class ProjectCard extends RecordCard {
  protected override look(): string {
    return "record--project";
  }

  protected override field(name: string, drawn: Drawn = {}): TemplateResult {
    if (name !== "start" && name !== "due") return super.field(name, drawn);
    return super.field(name, { ...drawn, check: (value) => this.#contradiction(name, value) });
  }

  #contradiction(name: "start" | "due", value: number | string | undefined): string | undefined {
    const other = this.value(name === "start" ? "due" : "start");
    return name === "start" ? startAfterDue(value, other) : startAfterDue(other, value);
  }
}

export class RiskCard extends RecordCard {
  protected override rest(): TemplateResult {
    return html`<div class="risk-rest"><div class="record__stage">${this.field("risk_status")}</div>${this.#severity()}</div>${this.marks()}`;
  }

  /** How grave it is, as the server computes it. */
  #severity(): TemplateResult | typeof nothing {
    const severity = this.view.isShared ? page().measures.of(this.recordId, "severity").value : undefined;
    if (!severity || Number(severity.value) === 0) return nothing;
    const look = Number(severity.value) >= GRAVE ? "badge badge--bad" : "badge";
    return html`<span class=${look} data-severity>${icon("circle-alert")}${severity.text}</span>`;
  }
}

export class DecisionCard extends RecordCard {}

registerLook("projects", ProjectCard, {
  tag: "leitstern-project-card",
  sorts: [
    BY_HAND,
    {
      name: "date",
      label: "sort.date",
      by: (view, id) => view.plan.value("projects", id, "due") as string | undefined,
    },
  ],
});

registerLook("risks", RiskCard, {
  tag: "leitstern-risk-card",
  sorts: [
    {
      name: "severity",
      label: "sort.severity",
      by: (_view, id) => {
        const severity = page().measures.of(id, "severity").value;
        return severity && -Number(severity.value);
      },
    },
    BY_HAND,
  ],
  groupings: [
    { name: "person", label: "group.person", field: "owner", kind: "people", none: "group.no_person" },
  ],
});

registerLook("plan_decisions", DecisionCard, {
  tag: "leitstern-decision-card",
  views: DECISION_VIEWS,
});
