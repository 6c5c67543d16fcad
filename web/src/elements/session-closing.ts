/*
 * How a session closes: what is still missing (closing-points.ts), the next session, and the sign-off of one exact version
 * by named people of both sides.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { dayIn } from "../core/intl/today";
import { fingerprint, isSigned, type SignedVersion } from "../doc/sign-offs";
import type { Phase, WorkshopSession } from "../doc/workshop-sessions";
import type { Side } from "../generated/plan";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { registerPhasePanel } from "./phase-panels";
import { clock } from "./session-clock";
import { myRole, sessionMoment, sessionName } from "./session-words";
import { SignalElement } from "./signal-element";
import "./closing-points";

const SIDES: readonly Side[] = ["customer", "supplier"];
/** How far the proposed next session is away. */
const QUARTER_MS = 91 * 24 * 3600 * 1000;

export class SessionClosing extends SignalElement {
  static override properties = { session: { attribute: false }, phase: { attribute: false } };
  declare session: WorkshopSession;
  declare phase: Phase;
  readonly #command = new CommandState();
  readonly #date = new CommandState();

  protected override render(): TemplateResult {
    // Read anew: the property is of the moment when the page rendered.
    const session = page().sessions.find(this.session.id) ?? this.session;
    return html`<div class="closing"><section class="closing__part" aria-label=${t("sign_off.check")}><h3 class="closing__title">${t("sign_off.check")}</h3><leitstern-closing-points .session=${session}></leitstern-closing-points></section>
      <section class="closing__part" aria-label=${t("sign_off.next")}><h3 class="closing__title">${t("sign_off.next")}</h3>${this.#next(session)}</section>
      <section class="closing__part" aria-label=${t("workshop.kinds.sign_off")}><h3 class="closing__title">${t("workshop.topics.sign_off")}</h3>${this.#signOff(session)}${this.#command.problem()}</section></div>`;
  }

  #next(session: WorkshopSession): TemplateResult {
    const { sessions, boot, shared } = page();
    const next = sessions.all.value.find((one) => one.status === "prepared" && one.id !== session.id);
    if (next && this.#isScreen())
      return html`<p data-next-session>${sessionName(next)}, ${sessionMoment(next)}</p>`;
    if (next)
      return html`<p><a href=${`/plans/${boot.plan_id}/sessions/${next.id}`} data-next-session>${sessionName(next)}, ${sessionMoment(next)}</a></p>`;
    const proposed = dayIn(boot.time_zone, clock.peek() + QUARTER_MS);
    return html`<p>${t("sign_off.next_none")}</p>${
      boot.me.may_invite && shared.mayWrite.value && !this.#isScreen()
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
    const isFacilitator =
      myRole(session) === "facilitator" && page().shared.mayWrite.value && !this.#isScreen();
    const fix = html`<button type="button" class="button ${version ? "" : "button--primary"}" data-fix ?disabled=${this.#command.isPending.value} @click=${() => this.#fix(session)}>${icon("shield-check")}${t(version ? "sign_off.fix_again" : "sign_off.fix")}</button>`;
    if (!version)
      return html`<p>${t(isFacilitator ? "sign_off.fix_hint" : "sign_off.waiting_for")}</p><p class="muted">${t("sign_off.not_a_contract")}</p>${isFacilitator ? html`<p>${fix}</p>` : nothing}`;
    return html`<p class="sign-off__print" translate="no" aria-label=${t("sign_off.fingerprint")}>${fingerprint(version)}</p>
      <p class="muted">${t("sign_off.not_a_contract")}</p>
      <p>${isSigned(version) ? html`<span class="badge badge--good">${t("sign_off.by_both")}</span>` : html`<span class="badge badge--warn">${t("sign_off.waits")}</span>`}</p>
      <div class="sign-off__sides">${SIDES.map((side) => signers(version, side))}</div>
      ${
        this.#isScreen()
          ? nothing
          : html`<div class="cluster">${this.#sign(session, version)}${isFacilitator ? fix : nothing}</div>
      <p><a href=${`/plans/${page().boot.plan_id}/sign-offs/${version.id}`} data-version>${t("sign_off.open", { number: version.number })}</a></p>`
      }`;
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

  /** The wall has no controls. */
  #isScreen(): boolean {
    return this.closest("leitstern-session-screen") !== null;
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

customElements.define("leitstern-session-closing", SessionClosing);
registerPhasePanel("sign_off", "leitstern-session-closing");
