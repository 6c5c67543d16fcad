/*
 * One WebSocket for one document: opening, closing, waiting and trying again. It counts nothing and knows no Yjs;
 * replica.ts puts meaning on the frames. Made by replica.ts only.
 */
import type { ReadonlySignal } from "@preact/signals-core";

export type ConnectionState =
  | { readonly kind: "connecting"; readonly attempt: number }
  | { readonly kind: "open" }
  | { readonly kind: "waiting"; readonly attempt: number; readonly until: number }
  | { readonly kind: "stopped"; readonly code: number };

export interface ConnectionOptions {
  readonly url: string;
  readonly opened: () => void;
  readonly received: (frame: Uint8Array) => void;
  readonly lost: () => void;
}

export declare class Connection {
  constructor(options: ConnectionOptions);
  readonly state: ReadonlySignal<ConnectionState>;
  send(frame: Uint8Array): void;
  close(): void;
}
