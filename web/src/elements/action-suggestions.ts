/*
 * What a new action still lacks, as buttons below its row: whoever looks as the owner, a few days to be done by, and what
 * the action may contribute to. One click fills in one of them; a group goes when it has its value, the strip with the last.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { today } from "../core/intl/today";
import { avatar } from "./avatar";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { kindIcon, missingMe, nameOf, peopleOptions, personName, sideOf } from "./record-names";
import { dayOf, isoOf, monthStart } from "./timeline-scale";

export interface Filling {
  /** Opens the list of everything that the action may contribute to. */
  readonly openLinks: () => void;
  /** Runs a change as one undoable step. */
  readonly set: (change: () => void) => void;
}

interface Suggestion {
  readonly words: TemplateResult;
  readonly take: () => void;
}

const MOST_LINKS = 3;
const WEEK = 7;

export function suggestions(
  view: DocumentView,
  id: string,
  filling: Filling,
): TemplateResult | typeof nothing {
  const actions = view.plan.records("actions");
  const hasOwner = actions.field(id, "owner").value !== undefined;
  const hasDue = actions.field(id, "due").value !== undefined;
  const hasLinks = view.plan.targets("actions", id, "serves").value.length > 0;
  if (hasOwner && hasDue && hasLinks) return nothing;
  return html`<div class="action-suggestions">
    ${hasOwner ? nothing : strip(t("fields.owner"), owners(view, id), filling)}
    ${hasDue ? nothing : strip(t("fields.due"), days(view, id), filling)}
    ${hasLinks ? nothing : strip(t("fields.serves"), links(view, id), filling, filling.openLinks)}
  </div>`;
}

function strip(
  label: string,
  found: readonly Suggestion[],
  { set }: Filling,
  more?: () => void,
): TemplateResult {
  return html`<div class="action-suggestions__group" role="group" aria-label=${label}><span class="value__label" aria-hidden="true">${label}</span>
    ${found.map(({ words, take }) => html`<button type="button" class="chip chip--button" @click=${() => set(take)}>${words}</button>`)}
    ${more ? html`<button type="button" class="chip chip--button" @click=${more}>${icon("plus")}${t("plan.suggest_other")}</button>` : nothing}</div>`;
}

/** Whoever looks first, as in every list of people; who is not in the plan's people yet is added. */
function owners(view: DocumentView, id: string): readonly Suggestion[] {
  const missing = view.isShared ? missingMe(view) : undefined;
  const actions = view.plan.records("actions");
  if (missing !== undefined) {
    const { side } = page().boot.me;
    const take = (): void =>
      actions.update(id, { owner: view.plan.records("people").create({ name: missing, side }) });
    return [{ words: html`${avatar(missing, side)}${t("plan.picker_me", { name: missing })}`, take }];
  }
  const [first] = peopleOptions(view);
  if (!first) return [];
  const name = personName(view, first.id);
  const isMe = name.trim().toLocaleLowerCase() === page().boot.me.name.trim().toLocaleLowerCase();
  return [
    {
      words: html`${avatar(name, sideOf(view, first.id))}${isMe ? t("plan.picker_me", { name }) : name}`,
      take: () => actions.update(id, { owner: first.id }),
    },
  ];
}

/** In one week, in two, and at the end of this month or the next one. */
function days(view: DocumentView, id: string): readonly Suggestion[] {
  const now = dayOf(today.value);
  if (now === undefined) return [];
  const monthEnd = monthStart(now, 1) - 1;
  const last = monthEnd - now > WEEK ? monthEnd : monthStart(now, 2) - 1;
  return [now + WEEK, now + 2 * WEEK, last].map((day) => {
    const due = isoOf(day);
    return {
      words: html`${page().format.date(due)}`,
      take: () => view.plan.records("actions").update(id, { due }),
    };
  });
}

/** The opportunities that weigh most by the server's rank. */
function links(view: DocumentView, id: string): readonly Suggestion[] {
  const rank = (one: string): number =>
    Number(page().measures.of(one, "rank").value?.value ?? Number.MAX_VALUE);
  const ids = [...view.plan.candidates("opportunities")].sort((one, other) => rank(one) - rank(other));
  return ids.slice(0, MOST_LINKS).map((target) => ({
    words: html`${icon(kindIcon("opportunities"))}<span class="truncate">${nameOf(view, target)}</span>`,
    take: () => view.plan.any("actions").link(id, "serves", target, true),
  }));
}
