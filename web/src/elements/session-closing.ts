/*
 * How a session closes: what still lacks an owner, a date, a second side, a confirmation or a decision, and what is parked,
 * each mended where it stands; the next session; and the sign-off of one exact version by named people of both sides.
 */

import { html, nothing, type TemplateResult } from "lit";
import { type PluralKey, t, tn } from "../core/intl/i18n";
import { dayIn } from "../core/intl/today";
import type { Topic } from "../doc/discussion";
import { fingerprint, isSigned, type SignedVersion } from "../doc/sign-offs";
import type { Phase, WorkshopSession } from "../doc/workshop-sessions";
import type { Kind, Side } from "../generated/plan";
import { isConfirmed } from "./claim-standing";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { registerPhasePanel } from "./phase-panels";
import { nameOf } from "./record-names";
import { clock } from "./session-clock";
import { myRole, sessionMoment, sessionName } from "./session-words";
import { SignalElement } from "./signal-element";

const SIDES: readonly Side[] = ["customer", "supplier"];
/** Shown of each list; the rest is a number. */
const SHOWN = 5;
/** How far the proposed next session is away. */
const QUARTER_MS = 91 * 24 * 3600 * 1000;

export class SessionClosing extends SignalElement {
  static override properties = { session: { attribute: false }, phase: { attribute: false } };
  declare session: WorkshopSession;
  declare phase: Phase;
  readonly #command = new CommandState();
  readonly #date = new CommandState();
  readonly #topic = new CommandState();

  protected override render(): TemplateResult {
    // Read anew: the property is of the moment when the page rendered.
    const session = page().sessions.find(this.session.id) ?? this.session;
    return html`<div class="closing"><section class="closing__part" aria-label=${t("sign_off.check")}><h3 class="closing__title">${t("sign_off.check")}</h3>${openPoints(this.#mayResolve(session) ? this.#resolve : undefined)}${this.#topic.problem()}</section>
      <section class="closing__part" aria-label=${t("sign_off.next")}><h3 class="closing__title">${t("sign_off.next")}</h3>${this.#next(session)}</section>
      <section class="closing__part" aria-label=${t("workshop.kinds.sign_off")}><h3 class="closing__title">${t("workshop.topics.sign_off")}</h3>${this.#signOff(session)}${this.#command.problem()}</section></div>`;
  }

  #mayResolve(session: WorkshopSession): boolean {
    return myRole(session) !== "observer" && page().shared.mayWrite.value;
  }

  readonly #resolve = (topic: Topic): void => {
    void this.#topic.run(() => page().sendCommand("topic.resolve", { topic_id: topic.id }));
  };

  #next(session: WorkshopSession): TemplateResult {
    const { sessions, boot, shared } = page();
    const next = sessions.all.value.find((one) => one.status === "prepared" && one.id !== session.id);
    if (next)
      return html`<p><a href=${`/plans/${boot.plan_id}/sessions/${next.id}`} data-next-session>${sessionName(next)}, ${sessionMoment(next)}</a></p>`;
    const proposed = dayIn(boot.time_zone, clock.peek() + QUARTER_MS);
    return html`<p>${t("sign_off.next_none")}</p>${
      boot.me.may_invite && shared.mayWrite.value
        ? html`<form class="closing__date" @submit=${this.#fixDate}><label class="field"><span class="field__label">${t("workshop.day")}</span><input class="input" type="date" name="day" required .defaultValue=${proposed}></label>
      <label class="field"><span class="field__label">${t("workshop.time")}</span><input class="input" type="time" name="time" required .defaultValue=${"10:00"}></label>
      <button class="button" ?disabled=${this.#date.isPending.value}>${t("sign_off.next_fix")}</button>${this.#date.problem()}</form>`
        : nothing
    }`;
  }

  readonly #fixDate = (event: SubmitEvent): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(fields.get(name) ?? "");
    const wish = { template: "review", day: text("day"), time: text("time").slice(0, 5) } as const;
    void this.#date.run(() => page().sendCommand("session.create", wish));
  };

  #signOff(session: WorkshopSession): TemplateResult {
    const all = page().signOffs.all.value;
    const version = all.filter((one) => one.session === session.id).at(-1);
    const isFacilitator = myRole(session) === "facilitator" && page().shared.mayWrite.value;
    const fix = html`<button type="button" class="button ${version ? "" : "button--primary"}" data-fix ?disabled=${this.#command.isPending.value} @click=${() => this.#fix(session)}>${icon("shield-check")}${t(version ? "sign_off.fix_again" : "sign_off.fix")}</button>`;
    if (!version)
      return html`<p>${t(isFacilitator ? "sign_off.fix_hint" : "sign_off.waiting_for")}</p><p class="muted">${t("sign_off.not_a_contract")}</p>${isFacilitator ? html`<p>${fix}</p>` : nothing}`;
    return html`<p class="sign-off__print" translate="no" aria-label=${t("sign_off.fingerprint")}>${fingerprint(version)}</p>
      <p class="muted">${t("sign_off.not_a_contract")}</p>
      <p>${isSigned(version) ? html`<span class="badge badge--good">${t("sign_off.by_both")}</span>` : html`<span class="badge badge--warn">${t("sign_off.waits")}</span>`}</p>
      <div class="sign-off__sides">${SIDES.map((side) => signers(version, side))}</div>
      <div class="cluster">${this.#sign(session, version)}${isFacilitator ? fix : nothing}</div>
      <p><a href=${`/plans/${page().boot.plan_id}/sign-offs/${version.id}`} data-version>${t("sign_off.open", { number: version.number })}</a></p>`;
  }

  #sign(session: WorkshopSession, version: SignedVersion): TemplateResult | typeof nothing {
    const { me } = page().boot;
    if (page().signOffs.all.value.at(-1)?.id !== version.id) return nothing;
    if (version.signatures.some(({ participant }) => participant === me.participant_id))
      return html`<p class="closing__signed">${icon("circle-check")}${t("sign_off.signed_you")}</p>`;
    if (myRole(session) === "observer" || !page().shared.mayWrite.value) return nothing;
    const name = page().participants.find(me.participant_id)?.name ?? me.name;
    const wish = { version_id: version.id, hash: version.hash };
    return html`<button type="button" class="button button--primary" data-sign ?disabled=${this.#command.isPending.value} @click=${() => this.#command.run(() => page().sendCommand("sign_off.sign", wish))}>${icon("check")}${t("sign_off.sign", { name })}</button>`;
  }

  #fix(session: WorkshopSession): Promise<unknown> {
    return this.#command.run(() => page().sendCommand("sign_off.fix", { session_id: session.id }));
  }
}

function signers(version: SignedVersion, side: Side): TemplateResult {
  const names = version.signatures.filter((one) => one.side === side);
  const { boot } = page();
  return html`<div data-signers=${side}><span class=${`badge badge--${side}`} translate="no">${boot.sides[side]}</span><ul class="sign-off__names">${
    names.length === 0
      ? html`<li class="muted">${t("sign_off.nobody_yet")}</li>`
      : names.map((one) => html`<li><strong translate="no">${one.name}</strong></li>`)
  }</ul></div>`;
}

const OVER = new Set(["done", "dropped"]);

/** What is missing, each a list to open: items of the plan lead to their cards, parked topics are resolved here. */
function openPoints(resolve?: (topic: Topic) => void): TemplateResult {
  const { plan } = page().shared;
  const of = (kind: Kind, lacks: (id: string) => boolean): readonly TemplateResult[] =>
    plan
      .any(kind)
      .ids.value.filter(lacks)
      .map((id) => html`<a href=${`#${kind}/${id}`} translate="no">${nameOf(page().shared, id)}</a>`);
  const isOpen = (id: string): boolean => !OVER.has(String(plan.value("actions", id, "status") ?? ""));
  const isUnconfirmed = (id: string): boolean =>
    plan.value("claims", id, "standing") !== "open" && !isConfirmed(id);
  const { discussion } = page();
  const undecided = discussion.proposals.value.filter((one) => one.outcome === "open");
  const parked = discussion.parked().filter((one) => !one.resolved_at);
  return pointLists([
    [
      "sign_off.no_owner",
      "actions",
      of("actions", (id) => isOpen(id) && !plan.value("actions", id, "owner")),
    ],
    ["sign_off.no_date", "actions", of("actions", (id) => isOpen(id) && !plan.value("actions", id, "due"))],
    ["sign_off.one_sided", "goals", of("goals", (id) => plan.value("goals", id, "whose") !== "joint")],
    ["sign_off.unconfirmed", "claims", of("claims", isUnconfirmed)],
    ["sign_off.undecided", "workshop", undecided.map((one) => html`<span translate="no">${one.text}</span>`)],
    ["sign_off.parked", "workshop", parked.map((one) => parkedTopic(one, resolve))],
  ]);
}

function parkedTopic(topic: Topic, resolve?: (topic: Topic) => void): TemplateResult {
  return html`<span class="split" data-parked=${topic.id}><span translate="no">${topic.text}</span>${resolve ? html`<button type="button" class="button button--quiet button--small" @click=${() => resolve(topic)}>${icon("check")}${t("topic.resolve")}</button>` : nothing}</span>`;
}

function pointLists(
  lists: readonly (readonly [PluralKey, string, readonly TemplateResult[]])[],
): TemplateResult {
  const open = lists.filter(([, , points]) => points.length > 0);
  if (open.length === 0) return html`<p>${icon("circle-check")} ${t("sign_off.check_clear")}</p>`;
  return html`<ul class="closing__points">${open.map(
    ([words, section, points]) =>
      html`<li><details class="closing__point" data-lacks=${words}><summary>${tn(words, points.length)}</summary><ul>${points
        .slice(0, SHOWN)
        .map(
          (point) => html`<li>${point}</li>`,
        )}${points.length > SHOWN ? html`<li><a href=${`#${section}`}>${tn("overview.more", points.length - SHOWN)}</a></li>` : nothing}</ul></details></li>`,
  )}</ul>`;
}

customElements.define("leitstern-session-closing", SessionClosing);
registerPhasePanel("sign_off", "leitstern-session-closing");
