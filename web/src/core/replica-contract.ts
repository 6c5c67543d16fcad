/*
 * The interface of a replica: the document, its sync status, presence, undo, and how to write. Implemented by replica.ts.
 */
import type { ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import type { DocumentKind, Role } from "../generated/plan";
import type { CopyOwner } from "./local/offline-copy";
import type { Presence } from "./presence/presence";
import type { Answer } from "./sync/probe";
import type { Refusal } from "./sync/refusals";
import type { SyncStatus } from "./sync/status";
import type { Unsent } from "./sync/unsent";
import type { Undo } from "./undo/undo";

export interface ReplicaOptions {
  readonly documentId: string;
  /** Which roots the document has. */
  readonly kind: DocumentKind;
  /** ws(s) address of the document, or a path such as `/sync/doc_x`. */
  readonly url: string;
  /** Owner of the local copy, which survives a reload without connection. Without an owner there is no copy. */
  readonly owner?: CopyOwner;
  /** Asks for the page behind this document; see probe.ts. */
  readonly probe?: () => Promise<Answer | undefined>;
}

export interface Replica {
  readonly documentId: string;
  readonly kind: DocumentKind;
  readonly doc: Y.Doc;
  readonly status: ReadonlySignal<SyncStatus>;
  /** Whether there are changes made here that the server has not confirmed. */
  readonly isWaiting: ReadonlySignal<boolean>;
  /** Which structs of the document those are. */
  readonly unsent: ReadonlySignal<Unsent>;
  /** Whether this browser stores a copy. If not, unconfirmed changes exist in this page only. */
  readonly isKept: ReadonlySignal<boolean>;
  /** How often the document was replaced because the server's was put back to an older state. */
  readonly restorations: ReadonlySignal<number>;
  /** What WELCOME said; undefined until then. */
  readonly role: ReadonlySignal<Role | undefined>;
  /** The log's number up to which the server confirmed or welcomed us. */
  readonly seq: ReadonlySignal<number>;
  /** False for viewers and after the connection was stopped for good. */
  readonly mayWrite: ReadonlySignal<boolean>;
  readonly refusals: ReadonlySignal<readonly Refusal[]>;
  /** Close code of the last connection, until a new one works; 1012: the server restarts. */
  readonly interruption: ReadonlySignal<number | undefined>;
  readonly presence: Presence;
  readonly undo: Undo;
  /** Resolves when the page can be shown: the local copy has content, the server answered, or no answer is expected. */
  readonly whenLoaded: Promise<void>;
  /** Resolves with the server's first complete answer. */
  readonly whenSynced: Promise<void>;
  /** Id of the participant who writes here; empty where the page named none. */
  readonly participant: string;
  /** A local write: one transaction, one step of undo or part of one. */
  transact<T>(change: () => T): T;
  /** A local write that undo does not take back: making a container that others may write in. */
  transactUntracked<T>(change: () => T): T;
  /** Sends what was written so far, where that need not wait: before the page renders what it changes here. */
  sendNow(): void;
  /** Tries at once instead of waiting for the next attempt. */
  reconnect(): void;
  /** Forgets this browser's copy, unsaved changes included; reload the page afterwards. */
  discardLocal(): Promise<void>;
  close(): Promise<void>;
}
