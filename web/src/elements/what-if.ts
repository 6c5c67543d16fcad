/*
 * What a change would move, before it is made: asks the server (pages/what_if.py) for the effects of hypothetical values and
 * lists them. Writes nothing. One request at a time: what changes meanwhile is asked next. Shown in the what-if dialog and
 * beside a bar that is being dragged.
 */

import { signal } from "@preact/signals-core";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import type { Kind } from "../generated/plan";
import { page } from "./context";
import { icon } from "./icon";
import { kindIcon } from "./record-names";
import { SignalElement } from "./signal-element";

/** A hypothetical value; undefined empties the field. */
export interface Change {
  readonly record: string;
  readonly field: string;
  readonly value: number | string | undefined;
}

/** The dates over which a bar of the timeline is being dragged; empty while none is. */
export const dragged = signal<readonly Change[]>([]);

interface Line {
  readonly kind: Kind | "year";
  readonly address: string;
  readonly name: string;
  readonly text: string;
  readonly tone: "good" | "bad" | "calm";
}

interface Answer {
  readonly lines: readonly Line[];
  readonly note: string;
  /** How figures among the lines are computed; empty without one. */
  readonly formula: string;
}

type State = Answer | "asking" | "offline" | "refused";

export class WhatIf extends SignalElement {
  static override properties = { changes: { attribute: false }, state: { state: true } };
  declare changes: readonly Change[];
  declare state: State | undefined;
  #isAsking = false;
  #isStale = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("changes")) return;
    if (this.changes.length === 0) this.state = undefined;
    else void this.#ask();
  }

  protected override render(): TemplateResult {
    return html`<div class="effects" role="status" aria-live="polite" aria-busy=${this.#isAsking ? "true" : "false"}>${this.#content()}</div>`;
  }

  #content(): TemplateResult {
    const { state } = this;
    if (state === undefined) return html`<p class="muted">${t("what_if.begin")}</p>`;
    if (state === "asking") return html`<p class="muted">${t("what_if.asking")}</p>`;
    if (state === "offline" || state === "refused")
      return html`<p class="field__error">${t(`what_if.${state}`)}</p>`;
    return html`${state.lines.length ? html`<ul class="effects__list">${state.lines.map((line) => this.#line(line))}</ul>` : nothing}
      ${state.formula ? html`<details class="fold" data-formula><summary class="fold__summary">${icon("chevron-right")}${t("what_if.formula")}</summary><p class="effects__note">${state.formula}</p></details>` : nothing}
      ${state.note ? html`<p class="effects__note">${state.note}</p>` : nothing}`;
  }

  #line(line: Line): TemplateResult {
    const mark = line.kind === "year" ? "trending-up" : kindIcon(line.kind);
    return html`<li class=${`effects__line effects__line--${line.tone}`} data-effect=${line.address || "year"}>${icon(mark)}
      <span class="effects__words"><span class="effects__name" translate="no">${line.name}</span> <span class="effects__text">${line.text}</span></span></li>`;
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) {
      this.#isStale = true;
      return;
    }
    this.#isAsking = true;
    this.state ??= "asking";
    do {
      this.#isStale = false;
      const found = await effectsOf(this.changes);
      if (this.changes.length > 0) this.state = found;
    } while (this.#isStale && this.isConnected);
    this.#isAsking = false;
    this.requestUpdate();
  }
}

async function effectsOf(changes: readonly Change[]): Promise<State> {
  const { boot } = page();
  const query = new URLSearchParams(
    changes.map(({ record, field, value }) => ["set", `${record}.${field}=${value ?? ""}`]),
  );
  if (boot.seen_from) query.set("as", boot.seen_from);
  try {
    const answer = await fetch(`/plans/${boot.plan_id}/what-if?${query}`, {
      headers: { Accept: "application/json" },
    });
    if (answer.ok) return (await answer.json()) as Answer;
    return answer.status === 422 ? "refused" : "offline";
  } catch (error) {
    if (error instanceof TypeError) return "offline";
    throw error;
  }
}

customElements.define("leitstern-what-if", WhatIf);
