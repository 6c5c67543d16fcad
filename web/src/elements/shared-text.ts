/*
 * One of a document's own texts (title, purpose, notes): words in read mode and a field while it is written, or, for
 * long notes, a field that is always there. Shows who else is in it. The plan's header, the joint notes and the
 * private room are made of it.
 */

import type { ReadonlySignal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type * as Y from "yjs";
import type { PresencePlace } from "../core/presence";
import type { Replica } from "../core/replica";
import { clickedIndex } from "./clicked-index";
import type { PresenceIndex, Visitor } from "./presence-index";
import type { Ending } from "./text-editor";
import { WatchingElement } from "./watching";
import "./carets";
import "./text-editor";

export interface TextSource {
  readonly replica: Replica;
  readonly text: Y.Text;
  readonly value: ReadonlySignal<string>;
  readonly presence: PresenceIndex;
  readonly place: PresencePlace & { readonly field: string };
  readonly mayWrite: ReadonlySignal<boolean>;
  readonly label: string;
  readonly empty: string;
  readonly look: "heading" | "body" | "sheet";
  readonly maxLength: number;
}

export class SharedText extends WatchingElement {
  static override properties = { source: { attribute: false }, caretAt: { state: true } };
  declare source: TextSource;
  /** Defined while it is edited; -1 for "at the end". */
  declare caretAt: number | undefined;

  protected override render(): TemplateResult {
    const { source } = this;
    const words = source.value.value;
    const visitors = source.presence
      .at(source.place.section)
      .value.filter((visitor) => visitor.field === source.place.field);
    const side = visitors[0] ? ` slot--visited slot--by-${visitors[0].side}` : "";
    return html`<div class=${`slot slot--${source.look}${side}`} data-field=${source.place.field}>
      ${this.#inside(words)}${visitors.length ? this.#company(visitors, words) : nothing}
    </div>`;
  }

  #inside(words: string): TemplateResult {
    const { source } = this;
    const shown = html`<span class="visually-hidden">${source.label}: </span><span class=${words ? "value__text" : "value__empty"}>${words || source.empty}</span>`;
    if (!source.mayWrite.value) return html`<div class="value value--text">${shown}</div>`;
    if (source.look === "sheet" || this.caretAt !== undefined) return this.#editor();
    return html`<button type="button" class="value value--text" @click=${this.#open}>${shown}</button>`;
  }

  #editor(): TemplateResult {
    const { source } = this;
    return html`<leitstern-text-editor .label=${source.label} .hint=${source.empty} .isLong=${source.look !== "heading"}
      .maxLength=${source.maxLength} .replica=${source.replica} .takesFocus=${source.look !== "sheet"}
      .caretAt=${this.caretAt === -1 ? undefined : this.caretAt} .text=${() => source.text} .create=${() => source.text}
      .ended=${(how: Ending) => this.#ended(how)}></leitstern-text-editor>`;
  }

  #company(visitors: readonly Visitor[], words: string): TemplateResult {
    const { source } = this;
    return html`<leitstern-carets .replica=${source.replica} .place=${source.place} .shownText=${words} .visitors=${visitors}
      .text=${() => source.text}></leitstern-carets>`;
  }

  #open(event: MouseEvent): void {
    this.caretAt = (event.detail > 0 ? clickedIndex(event) : undefined) ?? -1;
  }

  #ended(how: Ending): void {
    if (this.source.look === "sheet") return;
    this.caretAt = undefined;
    if (how !== "blur") void this.updateComplete.then(() => this.querySelector("button")?.focus());
  }
}

customElements.define("leitstern-shared-text", SharedText);
