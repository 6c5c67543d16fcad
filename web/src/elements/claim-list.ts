/*
 * Some statements of the shared plan as a list of cards, kept in step by the keyed reconciler. claims-section.ts says
 * which ones.
 */

import type { ReadonlySignal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { keyedList } from "../core/dom/keyed-list";
import { lookOf } from "./card-looks";
import { page } from "./context";
import { wake } from "./lazy-render";
import type { RecordCard } from "./record-card";
import { keepAnchor } from "./scroll-anchor";
import { SignalElement } from "./signal-element";

const REVEALED_MS = 2400;

export class ClaimList extends SignalElement {
  static override properties = { label: { attribute: false } };
  declare label: string;
  ids!: ReadonlySignal<readonly string[]>;

  protected override render(): TemplateResult {
    return html`<div class="records records--claims" role="list" aria-label=${this.label}></div>`;
  }

  protected override firstUpdated(): void {
    const list = this.querySelector<HTMLElement>(".records");
    if (list) this.onDisconnect(keyedList(list, this.ids, { create: newCard, settled: keepAnchor }));
  }

  /** Begins to write the text of a new statement. */
  edit(id: string): void {
    const card = this.#card(id);
    card?.edit("text");
    card?.scrollIntoView({ block: "nearest" });
  }

  reveal(id: string): void {
    const card = this.#card(id);
    if (!card) return;
    wake(card);
    void card.updateComplete.then(() => {
      card.scrollIntoView({ block: "center" });
      card.focusName();
      card.toggleAttribute("data-revealed", true);
      setTimeout(() => card.toggleAttribute("data-revealed", false), REVEALED_MS);
    });
  }

  #card(id: string): RecordCard | null {
    return this.querySelector<RecordCard>(`.records > [data-record="${CSS.escape(id)}"]`);
  }
}

function newCard(id: string): RecordCard {
  const card = document.createElement(lookOf("claims").tag) as RecordCard;
  card.view = page().shared;
  card.kind = "claims";
  card.recordId = id;
  return card;
}

customElements.define("leitstern-claim-list", ClaimList);
