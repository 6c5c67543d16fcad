/*
 * What a session still lacks before its sign-off, each a list to open: actions, goals and statements are mended in their rows,
 * parked topics are resolved, a proposal leads to its card. Everybody sees the same lists, live; observers read,
 * and a projector shows the numbers.
 */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { type PluralKey, t, tn } from "../core/intl/i18n";
import type { Topic } from "../doc/discussion";
import type { WorkshopSession } from "../doc/workshop-sessions";
import type { Kind, Side } from "../generated/plan";
import { avatar } from "./avatar";
import { isConfirmed } from "./claim-standing";
import { missingSide } from "./closing-row";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { MendedRows, type Row } from "./mended-rows";
import { nameOf } from "./record-names";
import { myRole, presentBySide } from "./session-words";
import { SignalElement } from "./signal-element";

/** Shown of each list until more are wanted. */
const SHOWN = 5;
const OVER = new Set(["done", "dropped"]);

interface Lack {
  readonly words: PluralKey;
  readonly open: readonly string[];
  readonly isThere: (id: string) => boolean;
  readonly row: (row: Row) => TemplateResult | typeof nothing;
  /** The sides whose word is missing. */
  readonly asked?: readonly Side[];
}

export class ClosingPoints extends SignalElement {
  static override properties = { session: { attribute: false } };
  declare session: WorkshopSession;
  readonly #command = new CommandState();
  readonly #lists = new Map<string, MendedRows>();
  /** Lists of which everything is shown. */
  readonly #whole = new Set<string>();

  protected override appeared(): void {
    this.onDisconnect(() => {
      for (const list of this.#lists.values()) list.stop();
    });
  }

  protected override render(): TemplateResult {
    const lacks = this.#lacks().map((lack) => ({ lack, rows: this.#rows(lack) }));
    const shown = lacks.filter(({ rows }) => rows.length > 0);
    if (shown.length === 0) return html`<p>${icon("circle-check")} ${t("sign_off.check_clear")}</p>`;
    if (this.closest("leitstern-session-screen"))
      return html`<ul class="closing__points">${shown.map(({ lack: { words, open } }) => (open.length > 0 ? html`<li data-lacks=${words}>${tn(words, open.length)}</li>` : nothing))}</ul>`;
    return html`<ul class="closing__points">${repeat(
      shown,
      ({ lack }) => lack.words,
      ({ lack, rows }) => html`<li>${this.#list(lack, rows)}</li>`,
    )}</ul>${this.#command.problem()}`;
  }

  #list(lack: Lack, rows: readonly Row[]): TemplateResult {
    const { words, open } = lack;
    const rest = open.length - rows.filter(({ state }) => state === "open").length;
    return html`<details class="closing__point" data-lacks=${words}><summary>${open.length > 0 ? tn(words, open.length) : html`${icon("circle-check")} ${t("sign_off.mended")}`}</summary>
      ${this.#asked(lack)}<ul>${repeat(
        rows,
        ({ id }) => id,
        (row) =>
          html`<li data-state=${row.state} data-point=${row.id}>${row.state === "open" ? nothing : html`<span class="closing__mended">${icon("circle-check")}<span class="visually-hidden">${t("sign_off.mended")}</span></span>`}${lack.row(row)}</li>`,
      )}</ul>${rest > 0 ? html`<button type="button" class="button button--quiet button--small" data-rest @click=${() => this.#showAll(words)}>${tn("overview.more", rest)}</button>` : nothing}</details>`;
  }

  #rows({ words, open, isThere }: Lack): readonly Row[] {
    let list = this.#lists.get(words);
    if (!list) {
      list = new MendedRows(
        (id) => this.#pointOf(words, id)?.querySelector(":focus-visible") != null,
        () => this.requestUpdate(),
      );
      this.#lists.set(words, list);
    }
    return list.rows(open, isThere, this.#whole.has(words) ? Number.POSITIVE_INFINITY : SHOWN);
  }

  #pointOf(words: string, id: string): Element | null {
    return this.querySelector(`[data-lacks="${words}"] [data-point="${CSS.escape(id)}"]`);
  }

  async #showAll(words: string): Promise<void> {
    const next = this.querySelectorAll(`[data-lacks="${words}"] [data-point]`).length;
    this.#whole.add(words);
    this.requestUpdate();
    await this.updateComplete;
    this.querySelectorAll(`[data-lacks="${words}"] [data-point]`)
      [next]?.querySelector<HTMLElement>("a, button")
      ?.focus();
  }

  /** Who of the other company is here to be asked; the company itself where nobody of it is. */
  #asked({ asked = [] }: Lack): TemplateResult | typeof nothing {
    const { boot, participants } = page();
    const others = asked.filter((side) => side !== boot.me.side);
    if (others.length === 0) return nothing;
    const here = presentBySide(this.session);
    return html`<p class="closing__asked"><span>${t("sign_off.asked")}</span>${others.map((side) => {
      const names = here[side].map((id) => participants.find(id)?.name).filter((name) => name !== undefined);
      return names.length > 0
        ? names.map(
            (name) =>
              html`<span class="person">${avatar(name, side)}<span translate="no">${name}</span></span>`,
          )
        : html`<span class=${`badge badge--${side}`} translate="no">${boot.sides[side]}</span>`;
    })}</p>`;
  }

  // ---- what is missing ----

  #lacks(): readonly Lack[] {
    const { shared, discussion } = page();
    const { plan } = shared;
    const isOpen = (id: string): boolean => !OVER.has(String(plan.value("actions", id, "status") ?? ""));
    const isIncomplete = (id: string): boolean =>
      !plan.value("actions", id, "owner") || !plan.value("actions", id, "due");
    const isUnconfirmed = (id: string): boolean =>
      plan.value("claims", id, "standing") !== "open" && !isConfirmed(id);
    const whose = (id: string): string => String(plan.value("goals", id, "whose") ?? "joint");
    const isOneSided = (id: string): boolean => whose(id) !== "joint";
    const oneSided = this.#records("goals", "sign_off.one_sided", isOneSided);
    const undecided = discussion.proposals.value.filter((one) => one.outcome === "open");
    const parked = discussion.parked();
    return [
      this.#records("actions", "sign_off.incomplete", (id) => isOpen(id) && isIncomplete(id)),
      { ...oneSided, asked: [...new Set(oneSided.open.map((id) => missingSide(whose(id))))] },
      { ...this.#records("claims", "sign_off.unconfirmed", isUnconfirmed), asked: ["customer"] },
      {
        words: "sign_off.undecided",
        open: undecided.map(({ id }) => id),
        isThere: (id) =>
          discussion.proposals.value.some((one) => one.id === id && one.outcome !== "withdrawn"),
        row: ({ id }) => this.#proposal(id),
      },
      {
        words: "sign_off.parked",
        open: parked.filter((one) => !one.resolved_at).map(({ id }) => id),
        isThere: (id) => parked.some((one) => one.id === id),
        row: ({ id }) => this.#parked(parked.find((one) => one.id === id)),
      },
    ];
  }

  #records(kind: Kind, words: PluralKey, lacks: (id: string) => boolean): Lack {
    const { shared } = page();
    const { ids } = shared.plan.any(kind);
    const row = ({ id }: Row): TemplateResult =>
      this.#mayMend()
        ? html`<leitstern-closing-row .view=${shared} .kind=${kind} .recordId=${id}></leitstern-closing-row>`
        : html`<a href=${`#${kind}/${id}`} translate="no">${nameOf(shared, id)}</a>`;
    return { words, open: ids.value.filter(lacks), isThere: (id) => ids.value.includes(id), row };
  }

  #proposal(id: string): TemplateResult {
    const text = page().discussion.proposals.value.find((one) => one.id === id)?.text ?? "";
    const label = t("sign_off.to_proposal_named", { text });
    return html`<span class="split"><span translate="no">${text}</span><button type="button" class="button button--quiet button--small" aria-label=${label} @click=${() => toProposal(id)}>${icon("arrow-right")}${t("sign_off.to_proposal")}</button></span>`;
  }

  /** The button stays in its place, so that the focus does: what was resolved too early is opened again. */
  #parked(topic: Topic | undefined): TemplateResult | typeof nothing {
    if (!topic) return nothing;
    const isOpen = !topic.resolved_at;
    const mark = (): void => {
      const kind = isOpen ? "topic.resolve" : "topic.reopen";
      void this.#command.run(() => page().sendCommand(kind, { topic_id: topic.id }));
    };
    const label = `${t(isOpen ? "topic.resolve" : "topic.reopen")}: ${topic.text}`;
    return html`<span class="split" data-parked=${topic.id}><span translate="no">${topic.text}</span>${this.#mayMend() ? html`<button type="button" class="button button--quiet button--small" aria-label=${label} @click=${mark}>${icon(isOpen ? "check" : "undo-2")}${t(isOpen ? "topic.resolve" : "topic.reopen")}</button>` : nothing}</span>`;
  }

  #mayMend(): boolean {
    return myRole(this.session) !== "observer" && page().shared.mayWrite.value;
  }
}

/** Its card stands on the same page. */
function toProposal(id: string): void {
  const card = document.querySelector<HTMLElement>(`[data-decision="${CSS.escape(id)}"]`);
  card?.setAttribute("tabindex", "-1");
  card?.focus();
}

customElements.define("leitstern-closing-points", ClosingPoints);
