/*
 * Saves the unsent content of several local copies as one text file, on pages without the plan. Loaded on demand,
 * because it imports Yjs. Used by behaviours/access-ended.ts.
 */
import type { UnsentCopy } from "../core/local/copy-notes";
import type { Roots } from "../core/recovery/rebase";
import { openCopy, type UnsentWords, unsentWords } from "../core/recovery/unsent-words";
import { ROOTS } from "../generated/plan";
import { saveAsText } from "./unsent-text";

/** All roots of all kinds: a copy contains only the roots of its own kind. */
const ALL_ROOTS: Roots = Object.assign({}, ...Object.values(ROOTS));

export async function saveCopiesAsText(copies: readonly UnsentCopy[]): Promise<void> {
  const words: UnsentWords[] = [];
  for (const copy of copies) {
    const doc = await openCopy(copy);
    words.push(...unsentWords(doc, ALL_ROOTS, copy.unsent));
    doc.destroy();
  }
  saveAsText(words);
}
