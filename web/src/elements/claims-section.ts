/*
 * The statements about the customer, seen in five ways: by topic, as the chain of insight, as SWOT, only the open
 * questions, only what the customer has not confirmed. The same cards everywhere; the chain and the SWOT are pictures
 * made of links to them. Private drafts are listed by record-section.ts.
 */

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { getOrCreate } from "../core/get-or-create";
import { type MessageKey, t, tn } from "../core/intl/i18n";
import "./bin";
import "./claim-chain";
import type { ClaimList } from "./claim-list";
import "./claim-list";
import { isConfirmed, isQuestion, topicName } from "./claim-standing";
import "./claim-swot";
import { page } from "./context";
import { isFiltered } from "./filters";
import "./filter-bar";
import { icon } from "./icon";
import { addRecord } from "./record-commands";
import { defaultsFor } from "./record-defaults";
import { NEW_RECORD, route } from "./route";
import { SignalElement } from "./signal-element";

export type ClaimsView = "topics" | "chain" | "swot" | "questions" | "unconfirmed";
const VIEWS: readonly ClaimsView[] = ["topics", "chain", "swot", "questions", "unconfirmed"];

const shownView = signal<ClaimsView>("topics");

export class ClaimsSection extends SignalElement {
  readonly #groups = new Map<string, ReadonlySignal<readonly string[]>>();

  protected override appeared(): void {
    this.onDisconnect(effect(() => this.#follow(route.value.record)));
  }

  protected override render(): TemplateResult {
    const { shared, boot } = page();
    const all = shared.plan.any("claims").ids.value.length;
    const count = this.#ids("all").value.length;
    const isSome = isFiltered(shared.filters.of("claims").value);
    return html`<header class="section-head">
        <div class="section-head__title"><h2 tabindex="-1" data-heading>${t("kinds.claims.other")}</h2>
          <span class="count">${isSome ? t("plan.count_of", { count, all }) : tn("plan.items", all)}</span></div>
        ${shared.mayWrite.value ? this.#addButton() : nothing}
      </header>
      <p class="section-lead">${t("claims.lead", { customer: boot.sides.customer })}</p>
      ${all > 0 ? html`${this.#views()}${this.#isPicture() ? nothing : html`<leitstern-filter-bar .view=${shared} .kind=${"claims"}></leitstern-filter-bar>`}` : nothing}
      ${all === 0 ? this.#nothingYet() : this.#content()}
      <leitstern-bin .view=${shared} .kind=${"claims"}></leitstern-bin>`;
  }

  #addButton(): TemplateResult {
    return html`<button type="button" class="button button--primary section-head__add" data-add="first" title=${t("plan.add_hint")} @click=${() => this.add()}>
      ${icon("plus")}<span class="section-head__words">${t("kinds.claims.add")}</span></button>`;
  }

  #views(): TemplateResult {
    return html`<div class="segments claims-views" role="group" aria-label=${t("claims.views")}>${VIEWS.map(
      (view) => {
        const count =
          view === "questions" || view === "unconfirmed" ? this.#ids(view).value.length : undefined;
        return html`<button type="button" class="segments__item" data-claims-view=${view} aria-pressed=${shownView.value === view ? "true" : "false"}
        @click=${() => {
          shownView.value = view;
        }}>${t(`claims.view.${view}` as MessageKey)}${count ? html` <span class="count" translate="no">${count}</span>` : nothing}</button>`;
      },
    )}</div>`;
  }

  #nothingYet(): TemplateResult {
    return html`<div class="empty-state"><h3 class="empty-state__title">${t("kinds.claims.none")}</h3><p>${t("kinds.claims.none_text")}</p>
      ${page().shared.mayWrite.value ? html`<button type="button" class="button" data-add="last" @click=${() => this.add()}>${icon("plus")}${t("kinds.claims.add")}</button>` : nothing}</div>`;
  }

  #isPicture(): boolean {
    return shownView.value === "chain" || shownView.value === "swot";
  }

  #content(): TemplateResult {
    switch (shownView.value) {
      case "chain":
        return html`<leitstern-claim-chain></leitstern-claim-chain>`;
      case "swot":
        return html`<leitstern-claim-swot></leitstern-claim-swot>`;
      case "topics":
        return html`${this.#topics()}`;
      default:
        return this.#some(shownView.value);
    }
  }

  #some(view: "questions" | "unconfirmed"): TemplateResult {
    const ids = this.#ids(view);
    if (ids.value.length === 0)
      return html`<div class="empty-state"><p class="empty-state__title">${t(`claims.none.${view}`)}</p></div>`;
    return html`<leitstern-claim-list .ids=${ids} .label=${t(`claims.view.${view}`)} data-group=${view}></leitstern-claim-list>`;
  }

  /** One list for each topic that has statements, in the order of the topics. */
  #topics(): readonly TemplateResult[] {
    const { plan, mayWrite } = page().shared;
    const topics = plan.fields("claims")["topic"]?.choices ?? [];
    const shown = topics.filter((topic) => this.#ids(topic).value.length > 0);
    if (shown.length === 0)
      return [
        html`<div class="empty-state"><p class="empty-state__title">${t("plan.filter_nothing")}</p></div>`,
      ];
    return shown.map((topic) => {
      const name = topicName(topic);
      return html`<section class="claims-topic" aria-label=${name}>
        <header class="claims-topic__head"><h3>${name}</h3><span class="count" translate="no">${this.#ids(topic).value.length}</span>
          ${mayWrite.value ? html`<button type="button" class="button button--quiet button--icon button--small" aria-label=${t("claims.add_to", { topic: name })} title=${t("claims.add_to", { topic: name })} @click=${() => this.add(topic)}>${icon("plus")}</button>` : nothing}</header>
        <leitstern-claim-list .ids=${this.#ids(topic)} .label=${name} data-group=${topic}></leitstern-claim-list></section>`;
    });
  }

  /** The statements of a topic, of a view, or all that pass the filter; in the plan's order. */
  #ids(group: string): ReadonlySignal<readonly string[]> {
    return getOrCreate(this.#groups, group, () =>
      computed(() => {
        const { filters } = page().shared;
        return filters.shown("claims").value.filter((id) => belongs(id, group));
      }),
    );
  }

  /** Adds a statement, to a topic if one is named, and focuses its text. */
  add(topic?: string): void {
    const { shared } = page();
    const asks = shownView.peek() === "questions";
    if (!asks) shownView.value = "topics";
    const values = {
      ...defaultsFor(shared, "claims"),
      ...(topic ? { topic } : {}),
      ...(asks ? { standing: "open" } : {}),
    };
    const id = addRecord(shared, "claims", values, topic ? "last" : "first");
    this.#inList(id, (list) => list.edit(id));
  }

  /** Shows the statement that the address names; another view than the pictures has its card. */
  #follow(id: string | undefined): void {
    if (!id || route.peek().section !== "claims") return;
    if (id === NEW_RECORD) {
      history.replaceState(history.state, "", "#claims");
      if (page().shared.mayWrite.peek()) queueMicrotask(() => this.add());
      return;
    }
    if (!page().shared.plan.any("claims").has(id)) return;
    queueMicrotask(() => {
      if (shownView.peek() !== "unconfirmed" || !belongs(id, "unconfirmed")) shownView.value = "topics";
      this.#inList(id, (list) => list.reveal(id));
    });
  }

  #inList(id: string, run: (list: ClaimList) => void, triesLeft = 30): void {
    const card = this.querySelector(`.records--claims > [data-record="${CSS.escape(id)}"]`);
    const list = card?.closest<ClaimList>("leitstern-claim-list");
    if (list) run(list);
    else if (triesLeft > 0) requestAnimationFrame(() => this.#inList(id, run, triesLeft - 1));
  }
}

function belongs(id: string, group: string): boolean {
  switch (group) {
    case "all":
      return true;
    case "questions":
      return isQuestion(id);
    case "unconfirmed":
      return !isQuestion(id) && !isConfirmed(id);
    default:
      return page().shared.plan.value("claims", id, "topic") === group;
  }
}

customElements.define("leitstern-claims-section", ClaimsSection);
