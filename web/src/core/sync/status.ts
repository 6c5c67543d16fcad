/*
 * Computes the status shown in the saved line from connection, acknowledgements and role. "Saved" follows
 * the rule of docs/protocol.md. Pure; used by replica.ts.
 */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import type { Role } from "../../generated/plan";
import type { ConnectionState } from "./connection";
import type { Figures } from "./outbox";

export type SyncStatus =
  | { readonly kind: "saved" }
  | { readonly kind: "saving" }
  | { readonly kind: "offline" }
  | { readonly kind: "readonly" }
  | { readonly kind: "stopped"; readonly code: number };

export interface Known {
  readonly state: ReadonlySignal<ConnectionState>;
  readonly figures: ReadonlySignal<Figures>;
  readonly role: ReadonlySignal<Role | undefined>;
}

/** Keeps its identity while nothing that people see has changed. */
export function statusOf({ state, figures, role }: Known): ReadonlySignal<SyncStatus> {
  let last: SyncStatus | undefined;
  return computed(() => {
    const next = statusNow(state.value, figures.value, role.value);
    if (!last || JSON.stringify(last) !== JSON.stringify(next)) last = next;
    return last;
  });
}

function statusNow(state: ConnectionState, { isSaved }: Figures, role: Role | undefined): SyncStatus {
  if (state.kind === "stopped") return { kind: "stopped", code: state.code };
  if (state.kind === "open" && role === "viewer") return { kind: "readonly" };
  if (state.kind === "open") return isSaved ? { kind: "saved" } : { kind: "saving" };
  const isExpected = state.kind === "waiting" ? state.planned : state.attempt === 0;
  return isExpected ? { kind: "saving" } : { kind: "offline" };
}
