/*
 * One text of a document (title, purpose, notes): plain text in read mode and a field while it is edited, or, for long
 * notes, a field that is always mounted. Shows who else is in it. Used by the plan's header, the joint notes and the
 * private room.
 */

import { html, nothing, type TemplateResult } from "lit";
import type * as Y from "yjs";
import { t } from "../core/intl/i18n";
import type { Section } from "../generated/presence";
import { clickedIndex } from "./clicked-index";
import type { DocumentView } from "./document-view";
import type { Visitor } from "./presence-index";
import { SignalElement } from "./signal-element";
import type { Ending } from "./text-editor";
import "./remote-carets";
import "./text-editor";

export interface TextSource {
  readonly view: DocumentView;
  /** The document's root that holds the text. */
  readonly root: string;
  /** The place that presence reports for people who write here. */
  readonly section: Section;
  readonly label: string;
  readonly empty: string;
  readonly look: "heading" | "body";
  /** Somebody here begins to write, or has left the field. */
  readonly opened?: () => void;
  readonly ended?: () => void;
}

export class SharedText extends SignalElement {
  static override properties = { source: { attribute: false }, caretAt: { state: true } };
  declare source: TextSource;
  /** Defined while it is edited; -1 for "at the end". */
  declare caretAt: number | undefined;

  protected override render(): TemplateResult {
    const { source } = this;
    const words = source.view.plan.textValue(source.root).value;
    const visitors = source.view.presence
      .at(source.section)
      .value.filter((visitor) => visitor.field === source.root);
    const side = visitors[0] ? ` slot--visited slot--by-${visitors[0].side}` : "";
    return html`<div class=${`slot slot--${source.look}${side}`} data-field=${source.root}>
      ${this.#inside(words)}${visitors.length ? this.#collaborators(visitors, words) : nothing}
    </div>`;
  }

  #inside(words: string): TemplateResult {
    const { source } = this;
    const mayWrite = source.view.mayWrite.value;
    const empty = mayWrite || source.look === "heading" ? source.empty : t("plan.nothing_written");
    const shown = html`<span class="visually-hidden">${source.label}: </span><span class=${words ? "value__text" : "value__empty"} translate=${words && source.look === "heading" ? "no" : nothing}>${words || empty}</span>`;
    if (!mayWrite) return html`<div class="value value--text">${shown}</div>`;
    if (this.caretAt !== undefined) return this.#editor();
    return html`<button type="button" class="value value--text" @click=${this.#open}>${shown}</button>`;
  }

  #editor(): TemplateResult {
    const { source } = this;
    return html`<leitstern-text-editor .label=${source.label} .hint=${source.empty} .isLong=${source.look !== "heading"}
      .maxLength=${source.view.plan.textLimit(source.root)} .replica=${source.view.replica}
      .caretAt=${this.caretAt === -1 ? undefined : this.caretAt} .text=${this.#text} .create=${this.#text}
      .ended=${(how: Ending) => this.#ended(how)}></leitstern-text-editor>`;
  }

  #collaborators(visitors: readonly Visitor[], words: string): TemplateResult {
    const { source } = this;
    const place = { section: source.section, field: source.root };
    return html`<leitstern-remote-carets .replica=${source.view.replica} .place=${place} .shownText=${words} .visitors=${visitors}
      .text=${this.#text}></leitstern-remote-carets>`;
  }

  readonly #text = (): Y.Text => this.source.view.plan.text(this.source.root);

  #open(event: MouseEvent): void {
    this.source.opened?.();
    this.caretAt = (event.detail > 0 ? clickedIndex(event) : undefined) ?? -1;
  }

  #ended(how: Ending): void {
    this.caretAt = undefined;
    this.source.ended?.();
    if (how !== "blur") void this.updateComplete.then(() => this.querySelector("button")?.focus());
  }
}

customElements.define("leitstern-shared-text", SharedText);
