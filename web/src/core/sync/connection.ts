/*
 * One WebSocket for one document: opens, closes, reconnects with backoff, handles sleep and wake of the tab. It
 * does not interpret frames; replica.ts does. Made by replica.ts only.
 *
 * A browser is not told why the server refused a socket (it sees 1006). After some failed attempts the
 * connection calls `probe`, an HTTP request for the page, which tells: signed out, forbidden, gone, too many.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import { backoffMs, closeCodeOf, isFinal } from "./backoff";
import { Heartbeat } from "./heartbeat";
import type { Answer } from "./probe";
import { SUBPROTOCOL } from "./wire";

export type ConnectionState =
  | { readonly kind: "connecting"; readonly attempt: number }
  | { readonly kind: "open" }
  | { readonly kind: "waiting"; readonly attempt: number; readonly planned: boolean }
  | { readonly kind: "stopped"; readonly code: number };

export interface ConnectionOptions {
  readonly url: string;
  readonly opened: () => void;
  readonly received: (frame: Uint8Array) => void;
  readonly lost: () => void;
  /** The HTTP answer to a request for the page; undefined if the server cannot be reached. */
  readonly probe: () => Promise<Answer | undefined>;
  /** A frame that the server answers immediately, to check a silent socket. */
  readonly question: () => Uint8Array;
}

const VAIN_ATTEMPTS = 2;
/** The browser's code for a connection that ended without a close frame. */
const NO_ANSWER = 1006;
const RESTART = 1012;

export class Connection {
  readonly #state = signal<ConnectionState>({ kind: "connecting", attempt: 0 });
  readonly state: ReadonlySignal<ConnectionState> = this.#state;
  readonly #interruption = signal<number | undefined>(undefined);
  /** The close code of the last connection, until the next one has worked (`settled`). */
  readonly interruption: ReadonlySignal<number | undefined> = this.#interruption;
  readonly #options: ConnectionOptions;
  readonly #ears = new AbortController();
  readonly #heartbeat = new Heartbeat({
    isOpen: () => this.#state.peek().kind === "open",
    woke: () => this.#wake(),
    silent: () => this.#lose(),
  });
  #socket: WebSocket | undefined;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #returnMs: number | undefined;
  /** Why sockets are refused at present, if the probe told. */
  #refusal: number | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#listen();
    this.#connect();
  }

  get bufferedAmount(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  send(frame: Uint8Array): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame as Uint8Array<ArrayBuffer>);
  }

  /** The connection works: the next loss starts the backoff from the beginning. */
  settled(): void {
    this.#attempt = 0;
    this.#interruption.value = undefined;
  }

  /** The server restarts and asks us to reconnect after about this time. */
  returnAfter(ms: number): void {
    this.#returnMs = ms * (0.5 + Math.random());
  }

  /** Tries now instead of later; also after a stop. */
  reconnect(): void {
    if (this.#ears.signal.aborted || this.#socket) return;
    clearTimeout(this.#retry);
    this.#connect();
  }

  /** Closes the socket and opens another immediately. */
  renew(): void {
    if (this.#ears.signal.aborted || !this.#socket) return;
    this.#drop();
    this.#connect();
  }

  /** Ends for good, with our own reason. */
  stop(code: number): void {
    this.#drop();
    this.#state.value = { kind: "stopped", code };
  }

  close(): void {
    this.#ears.abort();
    this.#drop();
  }

  #connect(): void {
    this.#state.value = { kind: "connecting", attempt: this.#attempt };
    const socket = new WebSocket(this.#options.url, [SUBPROTOCOL]);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#heartbeat.begin();
    const isCurrent = () => this.#socket === socket;
    socket.addEventListener("open", () => isCurrent() && this.#opened());
    socket.addEventListener("message", (event) => isCurrent() && this.#heard(event.data));
    socket.addEventListener("close", (event) => isCurrent() && this.#closed(event.code));
  }

  #opened(): void {
    this.#refusal = undefined;
    this.#heartbeat.heard();
    this.#state.value = { kind: "open" };
    this.#options.opened();
  }

  #heard(data: unknown): void {
    this.#heartbeat.heard();
    if (data instanceof ArrayBuffer) this.#options.received(new Uint8Array(data));
  }

  #closed(code: number): void {
    const wasOpen = this.#state.value.kind === "open";
    this.#drop();
    if (isFinal(code)) {
      this.#state.value = { kind: "stopped", code };
      return;
    }
    this.#wait(code);
    if (!wasOpen && this.#attempt > VAIN_ATTEMPTS) void this.#askWhy(code);
  }

  #wait(code: number): void {
    const planned = this.#returnMs;
    const reason = code === NO_ANSWER ? (this.#refusal ?? code) : code;
    this.#interruption.value = planned === undefined ? reason : RESTART;
    this.#returnMs = undefined;
    const ms = planned ?? backoffMs(this.#attempt);
    this.#attempt += 1;
    this.#state.value = { kind: "waiting", attempt: this.#attempt, planned: planned !== undefined };
    this.#connectIn(ms);
  }

  #connectIn(ms: number): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), ms);
  }

  async #askWhy(closed: number): Promise<void> {
    const attempt = this.#attempt;
    const answer = await this.#options.probe();
    const isStillWaiting = this.#state.value.kind === "waiting" && this.#attempt === attempt;
    if (!isStillWaiting || this.#ears.signal.aborted) return;
    const code = answer && closeCodeOf(answer.status);
    if (code !== undefined && isFinal(code)) return this.stop(code);
    if (closed !== NO_ANSWER) return;
    this.#refusal = code;
    this.#interruption.value = code ?? NO_ANSWER;
    if (answer?.retryMs) this.#connectIn(answer.retryMs * (1 + Math.random() / 2));
  }

  /** Closes the socket, ignores its later events, and calls `lost` if there was one. */
  #drop(): void {
    clearTimeout(this.#retry);
    this.#heartbeat.end();
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    if (socket.readyState < WebSocket.CLOSING) socket.close();
    this.#options.lost();
  }

  #lose(): void {
    this.#drop();
    this.#wait(NO_ANSWER);
  }

  #listen(): void {
    if (typeof window === "undefined") return;
    const signal = this.#ears.signal;
    window.addEventListener("online", () => this.#wake(), { signal });
    window.addEventListener("offline", () => this.#unplugged(), { signal });
    window.addEventListener("pageshow", () => this.#wake(), { signal });
    document.addEventListener("visibilitychange", () => !document.hidden && this.#wake(), { signal });
  }

  /** After sleep: reconnects now, or checks the open socket, because timers were paused meanwhile. */
  #wake(): void {
    const kind = this.#state.value.kind;
    if (kind === "waiting") this.reconnect();
    if (kind !== "open") return;
    this.#heartbeat.expectAnswer();
    this.send(this.#options.question());
  }

  /** The network is gone. Reconnecting goes on: a server on this machine can still be reached. */
  #unplugged(): void {
    if (this.#socket) this.#lose();
  }
}
