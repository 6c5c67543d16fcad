/*
 * What a phase in which people answer each for themselves shows (vote, estimate, ideas ...): the round that runs, the form by which a facilitator
 * opens one (round-opening.ts), and the results of those before. Registered in phase-panels.ts.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { isRunning, type Round } from "../doc/rounds";
import type { Phase, WorkshopSession } from "../doc/workshop-sessions";
import type { PhaseKind, RoundKind } from "../generated/plan";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { type PhasePanel, registerPhasePanel } from "./phase-panels";
import { roleOf } from "./round-words";
import { showNow } from "./session-following";
import { SignalElement } from "./signal-element";
import "./drafts-round";
import "./estimate-round";
import "./ideas-round";
import "./number-round";
import "./round-opening";
import "./vote-round";

type PanelKind = Exclude<RoundKind, "check">;

/** The KAM check has a panel of its own (check-section.ts). */
const KINDS: Partial<Record<PhaseKind, PanelKind>> = {
  vote: "vote",
  estimate: "estimate",
  sealed_number: "number",
  ideas: "ideas",
  drafts: "drafts",
};

export class RoundPanel extends SignalElement implements PhasePanel {
  static override properties = {
    session: { attribute: false },
    phase: { attribute: false },
    isOpening: { state: true },
  };
  declare session: WorkshopSession;
  declare phase: Phase;
  declare isOpening: boolean;
  readonly #command = new CommandState();
  /** Ids of the rounds that ran when it was drawn last. */
  #running: ReadonlySet<string | undefined> = new Set();

  protected override render(): TemplateResult | typeof nothing {
    const kind = KINDS[this.phase.kind ?? "plain"];
    if (!kind) return nothing;
    const rounds = page().rounds.all.value.filter(
      (one) => one.kind === kind && one.session === this.session.id,
    );
    const running = rounds.filter(isRunning);
    const over = rounds.filter((one) => one.status === "closed");
    const opens = this.#mayOpen(kind) && !this.#isScreen();
    const [last, ...earlier] = over;
    return html`<div class="rounds">${running.map((round) => this.#round(round))}
      ${running.length === 0 && last ? this.#round(last) : nothing}
      ${running.length === 0 && !last && !opens ? html`<p class="muted">${t(`round.waiting.${kind}`)}</p>` : nothing}
      ${opens && running.length === 0 ? this.#opening(kind, last !== undefined) : nothing}
      ${(running.length === 0 ? earlier : over).length > 0 ? html`<details class="fold"><summary class="fold__summary">${icon("chevron-right")}${t("round.earlier")}</summary>${(running.length === 0 ? earlier : over).map((round) => this.#round(round))}</details>` : nothing}</div>`;
  }

  /** A result is seen: the ballot that it takes the place of may have been far longer. */
  protected override updated(): void {
    const now = new Set(
      [
        ...this.querySelectorAll<HTMLElement>(
          "[data-round]:not([data-status=closed], [data-status=cancelled])",
        ),
      ].map(({ dataset }) => dataset["round"]),
    );
    const isOver = [...this.#running].some((id) => !now.has(id));
    this.#running = now;
    if (isOver && !this.#isScreen() && this.getBoundingClientRect().top < 0) showNow();
  }

  #opening(kind: PanelKind, hasResult: boolean): TemplateResult {
    if (hasResult && !this.isOpening)
      return html`<button type="button" class="button" data-open-again @click=${() => {
        this.isOpening = true;
      }}>${icon("plus")}${t("round.open_another")}</button>`;
    return html`<leitstern-round-opening .kind=${kind} .sessionId=${this.session.id} @opened=${() => {
      this.isOpening = false;
    }}></leitstern-round-opening>`;
  }

  #round(round: Round): TemplateResult {
    const mayVote = roleOf(this.session) !== "observer";
    const isScreen = this.#isScreen();
    const body = bodyOf(round, mayVote, isScreen);
    return html`<section class="round" data-round=${round.id} data-status=${round.status} aria-label=${round.question}>
      <h3 class="round__question" translate="no">${round.question}</h3>${body}${isScreen ? nothing : this.#leading(round)}</section>`;
  }

  /** A sealed number ends by itself; its own element has what ends it. */
  #leading(round: Round): TemplateResult | typeof nothing {
    if (!isRunning(round) || round.kind === "number" || roleOf(this.session) !== "facilitator")
      return nothing;
    const isBusy = this.#command.isPending.value;
    const closes = round.kind === "ideas" ? "ideas.reveal" : "round.close";
    const send = (kind: "ideas.reveal" | "round.close" | "round.cancel") => (): void => {
      void this.#command.run(() => page().sendCommand(kind, { round_id: round.id }));
    };
    return html`<div class="round__lead cluster">${round.kind === "drafts" ? nothing : html`<button type="button" class="button button--primary" data-close-round ?disabled=${isBusy} @click=${send(closes)}>${icon("eye")}${t(round.kind === "ideas" ? "ideas.reveal" : "round.close")}</button>`}
      <button type="button" class="button button--small" data-cancel-round ?disabled=${isBusy} @click=${send("round.cancel")}>${t("round.cancel")}</button></div>${this.#command.problem()}`;
  }

  /** A sealed number is proposed by either side; everything else is opened by a facilitator. */
  #mayOpen(kind: PanelKind): boolean {
    const role = roleOf(this.session);
    return kind === "number" ? role !== "observer" : role === "facilitator";
  }

  #isScreen(): boolean {
    return this.closest("leitstern-session-screen") !== null;
  }
}

/** The round itself: its ballot while it runs, then its result. */
export function bodyOf(round: Round, mayVote: boolean, isScreen: boolean): TemplateResult {
  switch (round.kind) {
    case "vote":
      return html`<leitstern-vote-round .roundId=${round.id} .mayVote=${mayVote} .isScreen=${isScreen}></leitstern-vote-round>`;
    case "estimate":
      return html`<leitstern-estimate-round .roundId=${round.id} .mayVote=${mayVote} .isScreen=${isScreen}></leitstern-estimate-round>`;
    case "ideas":
      return html`<leitstern-ideas-round .roundId=${round.id} .mayVote=${mayVote} .isScreen=${isScreen}></leitstern-ideas-round>`;
    case "drafts":
      return html`<leitstern-drafts-round .roundId=${round.id} .mayVote=${mayVote} .isScreen=${isScreen}></leitstern-drafts-round>`;
    default:
      return html`<leitstern-number-round .roundId=${round.id} .mayVote=${mayVote} .isScreen=${isScreen}></leitstern-number-round>`;
  }
}

customElements.define("leitstern-round-panel", RoundPanel);
for (const kind of Object.keys(KINDS) as PhaseKind[]) registerPhasePanel(kind, "leitstern-round-panel");
