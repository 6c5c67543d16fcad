/*
 * The letter that opens a chapter when it is pressed after G. The chapters are those of the rail (plan.html); the
 * letters are in the catalogue (`keys.chapter.<chapter>`), because they differ between languages.
 */

import { t, tKnown } from "../core/intl/i18n";

export interface ChapterKey {
  /** The chapter's address, such as `growth`. */
  readonly chapter: string;
  readonly name: string;
  readonly letter: string;
}

/** Chapters without a letter are left out. */
export function chapterKeys(): readonly ChapterKey[] {
  return [...document.querySelectorAll<HTMLElement>("[data-chapter]")].flatMap((link) => {
    const chapter = link.dataset["chapter"] ?? "";
    const letter = tKnown(`keys.chapter.${chapter}`);
    return letter ? [{ chapter, letter, name: tKnown(`chapters.${chapter}`) ?? t("plan.untitled") }] : [];
  });
}
