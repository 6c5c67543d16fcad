/*
 * The dialog that lists all keys of the plan page (the key ?). The keys of chapters come from chapter-keys.ts; every other
 * key is handled by its own module and only listed here.
 */

import { html, type TemplateResult } from "lit";
import { renderInto } from "../core/dom/render-into";
import { t } from "../core/intl/i18n";
import { chapterKeys } from "./chapter-keys";
import { icon } from "./icon";
import { openModal } from "./modal";

/** Keys that are pressed together or in sequence, and what they do. */
type Row = readonly [keys: TemplateResult, does: string];

const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

/** A key with Ctrl, as this keyboard names it. */
export function controlKey(key: string): string {
  return IS_APPLE ? `⌘ ${key}` : `${t("keys.ctrl")} ${key}`;
}

export function openKeyHelp(): void {
  openModal("key-help", t("keys.help"), ({ dialog, close }) => renderInto(content(close), dialog));
}

function content(close: () => void): TemplateResult {
  return html`<div class="key-help__head"><h2 class="dialog__title">${t("keys.help")}</h2>
      <button type="button" class="button button--quiet button--icon" aria-label=${t("keys.close")} @click=${close}>${icon("x")}</button></div>
      <div class="key-help__groups">
        ${group(t("keys.page"), pageRows())}
        ${group(t("keys.go"), chapterRows())}
        ${group(t("keys.cards"), cardRows())}
        <section><h3 class="key-help__title">${t("plan.timeline")}</h3><p class="muted">${t("plan.timeline_keys")}</p></section>
      </div>`;
}

function group(title: string, rows: readonly Row[]): TemplateResult {
  return html`<section><h3 class="key-help__title">${title}</h3><dl class="key-help__keys">
    ${rows.map(([keys, does]) => html`<div class="key-help__row"><dt>${keys}</dt><dd>${does}</dd></div>`)}
  </dl></section>`;
}

function pageRows(): readonly Row[] {
  return [
    [key(controlKey("K")), t("keys.find")],
    [key("N"), t("keys.new")],
    [key("/"), t("keys.search")],
    [key("?"), t("keys.help")],
    [key("P"), t("plan.present")],
    [html`${key("←")} ${key("→")}`, t("keys.sections")],
    [key(controlKey("Z")), t("keys.undo")],
    [key(controlKey(`${t("keys.shift")} Z`)), t("keys.redo")],
    [key("Esc"), t("keys.leave")],
  ];
}

function chapterRows(): readonly Row[] {
  return chapterKeys().map(({ letter, name }) => [html`${key("G")} ${t("keys.then")} ${key(letter)}`, name]);
}

function cardRows(): readonly Row[] {
  return [
    [key("Enter"), t("keys.edit")],
    [key(controlKey("Enter")), t("keys.add_below")],
    [key("Tab"), t("keys.next_field")],
    [key(controlKey("Enter")), t("keys.make_action")],
    [html`${key("Alt ↑")} ${key("Alt ↓")}`, t("keys.move")],
  ];
}

function key(words: string): TemplateResult {
  return html`<kbd class="key">${words}</kbd>`;
}
