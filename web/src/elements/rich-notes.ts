/*
 * The notes of a document: rich text with a toolbar, who else writes in it, and "make this an action". The editor itself is
 * loaded when notes are shown (rich/editor.ts); until then, and for who may not write, the text is drawn by rich-view.ts.
 * The joint notes and the private room are made of it.
 */

import { effect } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { type MessageKey, t } from "../core/intl/i18n";
import { RICH_NOTES } from "../doc/plan-document";
import type { Section } from "../generated/presence";
import type { Format, RichEditor } from "../rich/editor";
import { visitorMarks } from "./avatar";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { controlKey } from "./key-help";
import { makeActions } from "./notes-to-actions";
import { plainNotes } from "./plain-notes";
import { richView } from "./rich-view";
import { SignalElement } from "./signal-element";

export interface NotesSource {
  readonly view: DocumentView;
  /** Where presence says that somebody is who writes here. */
  readonly section: Section;
  readonly label: string;
  readonly empty: string;
}

const TOOLS: readonly (readonly [Format, icon: string, label: MessageKey])[] = [
  ["heading", "heading-1", "notes.heading"],
  ["bullets", "list", "notes.bullets"],
  ["numbers", "list-ordered", "notes.numbers"],
  ["tasks", "list-todo", "notes.tasks"],
  ["strong", "bold", "notes.strong"],
  ["em", "italic", "notes.em"],
];

export class RichNotes extends SignalElement {
  static override properties = {
    source: { attribute: false },
    editor: { state: true },
    formats: { state: true },
  };
  declare source: NotesSource;
  declare editor: RichEditor | undefined;
  /** In force at the selection. */
  declare formats: ReadonlySet<Format> | undefined;

  protected override render(): TemplateResult {
    const { view, section, empty } = this.source;
    const mayWrite = view.mayWrite.value;
    const visitors = view.presence.at(section).value.filter(({ field }) => field === RICH_NOTES);
    const isEditing = mayWrite && this.editor !== undefined;
    const isEmpty = isEditing ? this.editor?.isEmpty : view.plan.richNotes.value.length === 0;
    return html`${plainNotes(view)}
      <div class="rich" data-field=${RICH_NOTES}>${mayWrite ? this.#toolbar() : nothing}${visitorMarks(visitors)}
      <div class="rich__page">${isEmpty ? html`<p class="rich__empty" aria-hidden="true">${empty}</p>` : nothing}
        ${isEditing ? nothing : html`<div class="rich__text">${richView(view.plan.richNotes.value)}</div>`}
        <div class="rich__text rich__mount" ?hidden=${!isEditing}></div></div></div>`;
  }

  protected override appeared(): void {
    this.onDisconnect(effect(() => this.#loadForWriters()));
    this.onDisconnect(() => {
      this.editor?.destroy();
      this.editor = undefined;
    });
  }

  /** Somebody who reads may become an editor while the page is open. */
  #loadForWriters(): void {
    if (this.source.view.mayWrite.value) this.#load();
  }

  /** Without connection the editor may be missing: the text stays readable, and the next connection brings it. */
  #load(): void {
    import("../rich/editor").then(
      ({ RichEditor }) => this.#mount(RichEditor),
      () => addEventListener("online", () => this.#load(), { once: true }),
    );
  }

  async #mount(Editor: typeof RichEditor): Promise<void> {
    await this.updateComplete;
    const mount = this.querySelector<HTMLElement>(".rich__mount");
    const { view, section, label } = this.source;
    if (!mount || !this.isConnected || this.editor || !view.mayWrite.peek()) return;
    this.editor = new Editor(mount, {
      fragment: view.plan.richNotesFragment,
      replica: view.replica,
      label,
      taskLabel: t("notes.task"),
      isHere: ({ at }) => at?.section === section && at.field === RICH_NOTES,
      confirmed: () => this.#makeActions(),
      changed: () => {
        this.formats = this.editor?.formats;
      },
    });
  }

  #toolbar(): TemplateResult {
    const isReady = this.editor !== undefined;
    return html`<div class="rich__tools" role="toolbar" aria-label=${t("notes.tools")} @mousedown=${keepFocus}>
      ${TOOLS.map(
        ([format, name, label]) =>
          html`<button type="button" class="button button--quiet button--icon button--small" data-format=${format} ?disabled=${!isReady}
          aria-pressed=${this.formats?.has(format) ? "true" : "false"} aria-label=${t(label)} title=${t(label)}
          @click=${() => this.editor?.toggle(format)}>${icon(name)}</button>`,
      )}
      <button type="button" class="button button--small rich__action" data-make-action ?disabled=${!isReady} title=${controlKey("Enter")}
        @click=${() => this.#makeActions()}>${icon("list-checks")}${t("notes.make_action")}</button></div>`;
  }

  #makeActions(): void {
    makeActions(this.source.view, this.editor?.selectedLines() ?? []);
    this.editor?.focus();
  }
}

/** A press on the toolbar must not take the focus and the selection out of the text. */
function keepFocus(event: Event): void {
  event.preventDefault();
}

customElements.define("leitstern-rich-notes", RichNotes);
