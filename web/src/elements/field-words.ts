/*
 * The words of the plan's enumerations and how its values look: choices for the editors, badges for the cards.
 */

import { html, type TemplateResult } from "lit";
import { t } from "../core/i18n";
import {
  ACTION_STATUS_VALUES,
  type ActionStatus,
  SIDE_VALUES,
  type Side,
  STAGE_VALUES,
  type Stage,
  WHOSE_VALUES,
  type Whose,
} from "../generated/plan";
import type { Choice } from "./choice-editor";
import { page } from "./context";
import { icon } from "./icon";

export function stageChoices(): readonly Choice[] {
  return STAGE_VALUES.map((value) => ({ value, label: t(`plan.stage_${value}`) }));
}

export function statusChoices(): readonly Choice[] {
  return ACTION_STATUS_VALUES.map((value) => ({ value, label: t(`plan.status_${value}`) }));
}

export function whoseChoices(): readonly Choice[] {
  return WHOSE_VALUES.map((value) => ({ value, label: whoseName(value) }));
}

export function sideChoices(): readonly Choice[] {
  return SIDE_VALUES.map((value) => ({ value, label: page().boot.sides[value] }));
}

export function whoseName(whose: Whose): string {
  return whose === "joint" ? t("plan.whose_joint") : page().boot.sides[whose];
}

export function whoseBadge(whose: string): TemplateResult {
  const known = (WHOSE_VALUES as readonly string[]).includes(whose) ? (whose as Whose) : "joint";
  return html`<span class=${`badge badge--${known}`}><span>${whoseName(known)}</span></span>`;
}

export function sideBadge(side: Side): TemplateResult {
  return html`<span class=${`badge badge--${side}`}><span>${page().boot.sides[side]}</span></span>`;
}

/** What is wrong with a pair of ISO dates, both named: on a phone only one of them is on the screen. */
export function startAfterDue(start: unknown, due: unknown): string | undefined {
  if (typeof start !== "string" || typeof due !== "string" || !start || !due || start <= due)
    return undefined;
  const { format } = page();
  return t("plan.start_after_due", { start: format.date(start), due: format.date(due) });
}

const STAGE_TONES: Readonly<Record<Stage, string>> = {
  idea: "",
  qualified: "",
  agreed: "badge--good",
  running: "badge--good",
  realised: "badge--good",
  dropped: "",
};
const STAGE_ICONS: Readonly<Record<Stage, string>> = {
  idea: "lightbulb",
  qualified: "circle-dot",
  agreed: "handshake",
  running: "trending-up",
  realised: "circle-check",
  dropped: "circle-x",
};

export function stageBadge(value: string): TemplateResult {
  const stage = (STAGE_VALUES as readonly string[]).includes(value) ? (value as Stage) : "idea";
  return html`<span class=${`badge ${STAGE_TONES[stage]}`}>${icon(STAGE_ICONS[stage])}${t(`plan.stage_${stage}`)}</span>`;
}

const STATUS_TONES: Readonly<Record<ActionStatus, string>> = {
  planned: "",
  running: "badge--accent",
  blocked: "badge--bad",
  done: "badge--good",
  dropped: "",
};
const STATUS_ICONS: Readonly<Record<ActionStatus, string>> = {
  planned: "circle-dashed",
  running: "circle-dot",
  blocked: "circle-alert",
  done: "circle-check",
  dropped: "circle-x",
};

export function statusBadge(value: string): TemplateResult {
  const status = (ACTION_STATUS_VALUES as readonly string[]).includes(value)
    ? (value as ActionStatus)
    : "planned";
  return html`<span class=${`badge ${STATUS_TONES[status]}`}>${icon(STATUS_ICONS[status])}<span>${t(`plan.status_${status}`)}</span></span>`;
}
