/*
 * Ends the view, not only the connection, when access to the plan has ended: the page is replaced by the server's page that says
 * so, which offers unsent words of the local copy first. Where there is no local copy the words exist in this page alone: only
 * the plan's content goes, and the notice about it (sync-issue-line.ts) offers them. Called once by plan-page.ts.
 */

import { effect } from "@preact/signals-core";
import { forgetCachedPages } from "../core/local/copy-deletion";
import type { Replica } from "../core/replica";
import { askPage } from "../core/sync/probe";

/** Removed, plan unknown, link run out; a session that ended may go on after signing in. */
const CLOSED: readonly number[] = [4403, 4404, 4405];
const ENDED: readonly number[] = [403, 404, 423];

/** `all` are the open documents: none of their words may be lost. */
export function leaveWhenAccessEnds(shared: Replica, all: () => readonly (Replica | undefined)[]): void {
  effect(() => {
    const { value } = shared.status;
    if (value.kind === "stopped" && CLOSED.includes(value.code)) void leave(all);
  });
}

/** The server is asked once more: a proxy can close a connection too. */
async function leave(all: () => readonly (Replica | undefined)[]): Promise<void> {
  const answer = await askPage();
  if (!answer || !ENDED.includes(answer.status)) return;
  document.documentElement.toggleAttribute("data-access-ended", true);
  if (all().some((replica) => replica?.isWaiting.peek() && !replica.isKept.peek())) return;
  forgetCachedPages();
  location.replace(location.pathname);
}
