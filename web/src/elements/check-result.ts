/*
 * The reveal of a KAM check: the picture, then each statement with both scores, what is seen differently first. Whatever is
 * no agreed strength becomes an agenda item or an action by one press.
 */

import { html, nothing, svg, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { dayIn } from "../core/intl/today";
import type { Round } from "../doc/rounds";
import { isLive, type WorkshopSession } from "../doc/workshop-sessions";
import { checkPicture } from "./check-picture";
import {
  type CheckedStatement,
  checkResult,
  nameOfStatement,
  QUADRANTS,
  sentenceOf,
  wordingOf,
} from "./check-words";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { roleOf, SIDES, tookPart } from "./round-words";
import { sessionName } from "./session-words";
import { SignalElement } from "./signal-element";

const MINUTES = 15;
const WIDTH = 240;

export class CheckOutcome extends SignalElement {
  static override properties = { roundId: { attribute: false }, isScreen: { attribute: false } };
  declare roundId: string;
  declare isScreen: boolean;
  readonly #command = new CommandState();

  protected override render(): TemplateResult | typeof nothing {
    const round = page().rounds.find(this.roundId);
    const found = round && checkResult(round);
    if (!found) return html`<p class="muted">${t("round.cancelled")}</p>`;
    const unknown = found.statements.filter(({ quadrant }) => !quadrant);
    return html`<div class="blind-result"><div>${checkPicture(found.statements)}</div><div class="blind-result__lists">
      ${QUADRANTS.map((quadrant) =>
        this.#group(
          quadrant,
          sentenceOf(quadrant),
          found.statements.filter((one) => one.quadrant === quadrant),
        ),
      )}
      ${this.#group("unknown", t("check.blind.unknown"), unknown)}${this.#command.problem()}</div></div>
      <p class="muted">${t("check.blind.limit")}</p>${tookPart(found.voters)}`;
  }

  #group(
    name: string,
    title: string,
    statements: readonly CheckedStatement[],
  ): TemplateResult | typeof nothing {
    if (statements.length === 0) return nothing;
    return html`<section class="blind-group" data-quadrant=${name}><h4 class="blind-group__title">${title}</h4><ul class="blind-list">${statements.map((one) => this.#statement(one))}</ul></section>`;
  }

  #statement(one: CheckedStatement): TemplateResult {
    return html`<li class="blind-item" data-checked=${one.id}><p class="blind-item__name"><span class="blind-item__number" translate="no">${one.id}</span> ${nameOfStatement(one.id)}</p>
      <p class="muted">${wordingOf(one.id, page().boot.me.side)}</p>${track(one)}${one.quadrant === "agreed_strength" || this.isScreen ? nothing : this.#following(one)}</li>`;
  }

  /** What became of it, or the two buttons. */
  #following(one: CheckedStatement): TemplateResult | typeof nothing {
    const { shared, boot } = page();
    if (boot.seen_from || !shared.mayWrite.value) return nothing;
    const gap: Gap = { key: `${one.id}.${one.quadrant ?? "unknown"}`, title: topicOf(one) };
    const action = actionWith(gap);
    const agenda = agendaWith(gap);
    const isBusy = this.#command.isPending.value;
    return html`<div class="cluster">${
      agenda
        ? html`<a class="button button--quiet button--small blind-done" data-on-agenda href=${agenda.href}>${icon("check")}${agenda.text}</a>`
        : html`<button type="button" class="button button--small" data-to-agenda aria-label=${`${t("check.reveal.to_agenda")}: ${nameOfStatement(one.id)}`} ?disabled=${isBusy} @click=${() => this.#toAgenda(gap)}>${icon("calendar")}${t("check.reveal.to_agenda")}</button>`
    }${
      action
        ? html`<a class="button button--quiet button--small blind-done" data-is-action href=${`#actions/${action}`}>${icon("check")}${t("check.blind.is_action")}</a>`
        : html`<button type="button" class="button button--small" data-to-action aria-label=${`${t("check.reveal.to_action")}: ${nameOfStatement(one.id)}`} @click=${() => shared.plan.add("actions", { title: gap.title, gap: gap.key }, "last")}>${icon("plus")}${t("check.reveal.to_action")}</button>`
    }</div>`;
  }

  /** Into the agenda of the next session that the reader leads; otherwise it is parked, where every session finds it. */
  async #toAgenda({ key, title }: Gap): Promise<void> {
    const session = sessions().find((one) => roleOf(one) === "facilitator");
    await this.#command.run(() =>
      session
        ? page().sendCommand("session.add_phase", {
            session_id: session.id,
            title,
            aim: "discuss",
            section: "check",
            minutes: MINUTES,
            gap: key,
          })
        : page().sendCommand("topic.add", { text: title, gap: key }),
    );
  }
}

/** A gap as it became work: by its key, the same in every language; work without a key by its title. */
interface Gap {
  readonly key: string;
  readonly title: string;
}

function isAbout({ key, title }: Gap, itsGap: unknown, itsTitle: unknown): boolean {
  return itsGap ? itsGap === key : itsTitle === title;
}

function topicOf(one: CheckedStatement): string {
  return t(one.quadrant === "agreed_weakness" ? "check.blind.topic_weak" : "check.blind.topic", {
    name: nameOfStatement(one.id),
  });
}

/** Sessions that run or are to come. */
function sessions(): readonly WorkshopSession[] {
  const all = page().sessions.all.value;
  return [...all.filter(isLive), ...all.filter(({ status }) => status === "prepared")];
}

function agendaWith(gap: Gap): { readonly text: string; readonly href: string } | undefined {
  const session = sessions().find(({ phases }) =>
    phases.some((phase) => isAbout(gap, phase.gap, phase.title)),
  );
  if (session)
    return { text: t("check.blind.on_agenda", { session: sessionName(session) }), href: urlOf(session) };
  const isParked = page()
    .discussion.parked()
    .some((topic) => !topic.resolved_at && isAbout(gap, topic.gap, topic.text));
  const [next] = sessions();
  return isParked ? { text: t("check.blind.parked"), href: next ? urlOf(next) : "#workshop" } : undefined;
}

function urlOf({ id }: WorkshopSession): string {
  return `/plans/${page().boot.plan_id}/sessions/${id}#workshop`;
}

function actionWith(gap: Gap): string | undefined {
  const { plan } = page().shared;
  const about = (id: string, name: string): unknown => plan.value("actions", id, name);
  return plan.any("actions").ids.value.find((id) => isAbout(gap, about(id, "gap"), about(id, "title")));
}

/** Both scores on a line from 0 to 10, and as numbers. */
function track(one: CheckedStatement): TemplateResult {
  const { sides } = page().boot;
  const at = (score: number): number => 8 + (score / 10) * (WIDTH - 16);
  const { supplier, customer } = one;
  return html`<svg class="blind-track" viewBox=${`0 0 ${WIDTH} 20`} aria-hidden="true"><path class="blind-track__line" d=${`M8 10H${WIDTH - 8}`}></path>${
    supplier !== undefined && customer !== undefined
      ? svg`<path class="blind-track__gap" d=${`M${at(supplier)} 10H${at(customer)}`}></path>`
      : nothing
  }${supplier === undefined ? nothing : svg`<circle class="round__estimate-mark round__estimate-mark--supplier" cx=${at(supplier)} cy="10" r="6"></circle>`}${customer === undefined ? nothing : svg`<rect class="round__estimate-mark round__estimate-mark--customer" x=${at(customer) - 6} y="4" width="12" height="12"></rect>`}</svg>
    <p class="round__legend">${SIDES.map((side) => html`<span class="round__sum" data-score=${side}><span class=${`round__mark round__mark--${side}`} aria-hidden="true"></span><span translate="no">${sides[side]}</span> <strong translate="no">${shown(one[side])}</strong></span>`)}</p>`;
}

function shown(score: number | undefined): string {
  return score === undefined ? t("check.answer.unsure") : page().format.number(score, 1);
}

/** "3 May 2027" of the day on which the check was revealed. */
export function revealedOn(round: Round): string {
  const { boot, format } = page();
  return format.date(dayIn(boot.time_zone, Date.parse(round.ended_at ?? round.at)));
}

customElements.define("leitstern-check-outcome", CheckOutcome);
