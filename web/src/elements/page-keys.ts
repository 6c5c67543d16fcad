/*
 * The keys of the plan page: N adds a record to the visible list, / searches in it, ? shows all keys, G and a letter
 * open a chapter, Ctrl+K opens the palette. The presentation view has its own keys (behaviours/presentation.ts).
 * A table pasted outside a field is imported into the visible list. Called once by plan-page.ts.
 */

import { isImeKey } from "../core/dom/ime-key";
import { isPageKey } from "../core/dom/page-key";
import { t } from "../core/intl/i18n";
import { tableOf } from "../core/text/pasted-table";
import { SHARED_KINDS } from "../doc/plan-document";
import { chapterKeys } from "./chapter-keys";
import { openKeyHelp } from "./key-help";
import { isModalOpen } from "./modal";
import { openPalette } from "./palette";
import { isKind } from "./record-names";
import type { RecordSection } from "./record-section";
import { chapterOf, goTo, goToAddress, NEW_RECORD, route } from "./route";
import { showToast } from "./toast";

/** Time for the letter after G. */
const WAITS_MS = 1500;

let lettersUntil = 0;

/** Listens in the capture phase, because the letter after G may also be a key of the presentation view. */
export function followPageKeys(): void {
  document.addEventListener("keydown", hear, { capture: true });
  document.addEventListener("paste", importTable);
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-find]")) openPalette();
  });
}

function hear(event: KeyboardEvent): void {
  if (!isFindKey(event) && !isPageKey(event)) return;
  const run = isFindKey(event) ? find : actionOf(event);
  if (!run) return;
  event.preventDefault();
  event.stopPropagation();
  run();
}

function isFindKey(event: KeyboardEvent): boolean {
  const isControl = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  return isControl && event.key.toLowerCase() === "k" && !isImeKey(event);
}

function find(): void {
  if (!isModalOpen()) openPalette();
}

function actionOf(event: KeyboardEvent): (() => void) | undefined {
  const key = event.key.toLowerCase();
  const isAfterG = event.timeStamp < lettersUntil;
  lettersUntil = 0;
  const chapter = isAfterG && chapterKeys().find(({ letter }) => letter.toLowerCase() === key);
  if (chapter) return () => goToAddress(chapter.chapter);
  const wait = (): void => {
    lettersUntil = event.timeStamp + WAITS_MS;
  };
  return new Map([
    ["g", wait],
    ["n", makeRecord],
    ["/", search],
    ["?", openKeyHelp],
  ]).get(key);
}

/** Uses the visible list; a section without one opens the first list of its chapter. */
function makeRecord(): void {
  const { section } = route.peek();
  const list = shownList();
  if (list && !list.view.mayWrite.peek()) showToast(t("plan.readonly"));
  else if (list) list.add("first");
  else if (section !== "private") {
    const kind = SHARED_KINDS.find((one) => chapterOf(one) === chapterOf(section)) ?? "opportunities";
    goTo(kind, NEW_RECORD);
  }
}

/** A table pasted onto a list, outside any field. */
function importTable(event: ClipboardEvent): void {
  const isInField =
    event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
  const list = shownList();
  if (event.defaultPrevented || isInField || isModalOpen() || !list?.view.mayWrite.peek()) return;
  const table = tableOf(event);
  if (!table) return;
  event.preventDefault();
  void list.import(table);
}

function search(): void {
  const field = shownList()?.querySelector<HTMLInputElement>(".filters__search input");
  if (!field?.checkVisibility()) return openPalette();
  field.focus();
  field.select();
}

/** The private room has several lists: the one with the focus, or the first. */
function shownList(): RecordSection | null | undefined {
  const { section } = route.peek();
  if (!isKind(section) && section !== "private") return undefined;
  const focused = document.activeElement?.closest<RecordSection>("leitstern-record-section");
  return (
    focused ?? document.querySelector<RecordSection>(`[data-section="${section}"] leitstern-record-section`)
  );
}
