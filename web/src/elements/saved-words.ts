/*
 * Waits until the server has made every change of this browser durable. For commands that build on a change just made.
 */

import { effect } from "@preact/signals-core";
import type { Replica } from "../core/replica";

const PATIENCE_MS = 10_000;

/** True when everything is saved; false if that takes too long, for example without a connection. */
export function whenSaved(replica: Replica): Promise<boolean> {
  return new Promise((done) => {
    const timer = setTimeout(() => finish(false), PATIENCE_MS);
    let stop: (() => void) | undefined;
    function finish(isSaved: boolean): void {
      clearTimeout(timer);
      queueMicrotask(() => stop?.());
      done(isSaved);
    }
    stop = effect(() => {
      if (!replica.isWaiting.value) finish(true);
    });
  });
}
