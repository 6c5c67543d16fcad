/*
 * On the page that says that access has ended (data-access-ended): deletes this browser's copies of the plan, also when the
 * plan's own tab was closed at that time. Words that never reached the plan stay until they are saved as a text file or
 * discarded. Bound by pages.ts.
 */

import { clearAcknowledged, discardCopy } from "../core/local/copy-deletion";
import { byCopy, notesOf, type UnsentCopy } from "../core/local/copy-notes";
import { isPendingKey } from "../core/local/pending";

/** `save` makes a text file of the words in these copies. */
export async function clearWhereAccessEnded(
  save: (copies: readonly UnsentCopy[]) => Promise<void>,
): Promise<void> {
  const place = document.querySelector<HTMLElement>("[data-access-ended]");
  if (!place || !(await clearAcknowledged())) return;
  const copies = byCopy(notesOf(isPendingKey));
  place.hidden = copies.length === 0;
  place.querySelector("[data-save]")?.addEventListener("click", () => void save(copies));
  place.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    void discard(copies).then(() => {
      place.hidden = true;
    });
  });
}

async function discard(copies: readonly UnsentCopy[]): Promise<void> {
  await Promise.all(copies.map(discardCopy));
  await clearAcknowledged();
}
