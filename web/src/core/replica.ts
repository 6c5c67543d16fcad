/*
 * This browser's copy of one document, and whether the server has it. Opens the connection and the local store, speaks
 * leitstern.v1, and answers one question honestly: is every change made here durable? Elements read `status` and write
 * through `transact`. What a document holds is not its business: see doc/.
 */
import type { ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import type { Role } from "../generated/plan";
import type { Presence } from "./presence";

export type SyncStatus =
  | { readonly kind: "saved" }
  | { readonly kind: "saving"; readonly waiting: number }
  | { readonly kind: "offline"; readonly waiting: number }
  | { readonly kind: "readonly" }
  | { readonly kind: "stopped"; readonly code: number; readonly waiting: number };

/** The server refused a message of ours. The words stay here; they are not in the plan. Say it: `errors.refused.<code>`. */
export interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly at: number;
}

export interface ReplicaOptions {
  readonly documentId: string;
  /** ws(s) address of the document, or a path such as `/sync/doc_x`. */
  readonly url: string;
  /** Keep a copy in IndexedDB, so that words survive a reload without connection. */
  readonly persistence: boolean;
  /** Participant id: two people at one browser never share a local copy. */
  readonly owner?: string;
}

export interface Replica {
  readonly documentId: string;
  readonly doc: Y.Doc;
  readonly status: ReadonlySignal<SyncStatus>;
  /** Number of changes made here that the server has not confirmed. */
  readonly waiting: ReadonlySignal<number>;
  /** What WELCOME said; undefined until then. */
  readonly role: ReadonlySignal<Role | undefined>;
  /** False for viewers and after the connection was stopped for good. */
  readonly mayWrite: ReadonlySignal<boolean>;
  readonly refusals: ReadonlySignal<readonly Refusal[]>;
  dismissRefusals(): void;
  readonly presence: Presence;
  readonly undo: Y.UndoManager;
  /** Resolves when there is something to show: the local copy was read, or the server's first answer came. */
  readonly whenLoaded: Promise<void>;
  /** Resolves with the server's first complete answer. */
  readonly whenSynced: Promise<void>;
  /** Every local write goes through here: one transaction, one origin, undoable. */
  transact<T>(change: () => T): T;
  /** Tries at once instead of waiting for the next attempt. */
  reconnect(): void;
  /** Forgets this browser's copy, unsaved changes included; reload the page afterwards. */
  discardLocal(): Promise<void>;
  close(): Promise<void>;
}

export declare function openReplica(options: ReplicaOptions): Replica;
