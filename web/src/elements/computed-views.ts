/*
 * Fetches what the server computes (the measures on cards, the overview panel) after the document changed and the
 * server confirmed the change, because only then its answer includes it. One request at a time, at most one per
 * LEAST_BETWEEN_MS, and none while the tab is hidden. While somebody types a text, the answer would be old before it is
 * there, and computing it delays everybody's letters: it waits for a pause, but not for ever, and not for a value (an
 * amount, a date, a stage), which moves the pictures at once.
 */

import { effect } from "@preact/signals-core";
import * as Y from "yjs";
import { setTimeZone, today } from "../core/intl/today";
import type { Replica } from "../core/replica";
import type { Measures, MeasureTable } from "../doc/measures";
import { route } from "./route";

const QUIET_MS = 120;
const LEAST_BETWEEN_MS = 1500;
const PAUSE_MS = 500;
const LONGEST_WAIT_MS = 5000;
/** The overview panel in plan.html listens for it (hx-trigger). */
const CHANGED = "leitstern:changed";
const NOT_MODIFIED = 304;

interface Answer {
  readonly measures: MeasureTable;
  readonly time_zone: string;
}

export class ComputedViews {
  readonly #replica: Replica;
  readonly #besides: Replica | undefined;
  readonly #measures: Measures;
  readonly #url: string;
  /** ETag of the shown values: the server answers 304 while they are current. */
  #etag = "";
  #isStale = true;
  #isPanelStale = false;
  #askedAt = -LEAST_BETWEEN_MS;
  #isAsking = false;
  #typedAt = Number.NEGATIVE_INFINITY;
  /** Whether something other than the letters of a text changed since the last request. */
  #hasValue = true;
  /** Since when letters have waited for a pause. */
  #waitsSince: number | undefined;

  /** `besides` is a second document that the values depend on; the overview panel belongs to the shared one alone. */
  constructor(replica: Replica, measures: Measures, measuresUrl: string, besides?: Replica) {
    this.#replica = replica;
    this.#besides = besides;
    this.#measures = measures;
    this.#url = measuresUrl;
  }

  follow(): void {
    for (const { doc } of this.#replicas())
      doc.on("update", (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, { changed }: Y.Transaction) => {
        if ([...changed.keys()].every(isText)) this.#typedAt = performance.now();
        else this.#hasValue = true;
        this.#isStale = true;
        this.#askSoon();
      });
    effect(() => {
      // The day changed, or the log's seq did (after a restore it may be lower).
      void [today.value, ...this.#replicas().map(({ seq }) => seq.value)];
      this.#isStale = true;
      this.#askSoon();
    });
    document.addEventListener("visibilitychange", () => this.#askSoon());
    effect(() => {
      if (this.#isSettled()) this.#askSoon();
    });
    effect(() => {
      if (route.value.section === "overview" && this.#isPanelStale) this.#refreshPanel();
    });
  }

  #replicas(): readonly Replica[] {
    return this.#besides ? [this.#replica, this.#besides] : [this.#replica];
  }

  #isSettled(): boolean {
    return this.#replicas().every(isSettled);
  }

  #askSoon(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const wait = Math.max(QUIET_MS, this.#askedAt + LEAST_BETWEEN_MS - performance.now());
    setTimeout(() => void this.#ask(), wait);
  }

  async #ask(): Promise<void> {
    if (!this.#isStale || document.hidden || !this.#isSettled()) {
      this.#isAsking = false;
      return;
    }
    const now = performance.now();
    if (this.#isTyping(now)) {
      this.#waitsSince ??= now;
      setTimeout(() => void this.#ask(), QUIET_MS);
      return;
    }
    this.#waitsSince = undefined;
    this.#hasValue = false;
    this.#isStale = false;
    this.#askedAt = now;
    this.#refreshPanel();
    const isAnswered = await this.#fetchMeasures();
    this.#isAsking = false;
    if (!isAnswered)
      this.#isStale = true; // Fetched again at the next change, or after a reconnect.
    else if (this.#isStale) this.#askSoon(); // The document changed meanwhile.
  }

  /** Whether all that changed is letters, and more of them are to be expected. */
  #isTyping(now: number): boolean {
    const hasWaited = now - (this.#waitsSince ?? now) >= LONGEST_WAIT_MS;
    return !this.#hasValue && !hasWaited && now - this.#typedAt < PAUSE_MS;
  }

  #refreshPanel(): void {
    if (this.#besides) return;
    this.#isPanelStale = route.peek().section !== "overview";
    if (!this.#isPanelStale) document.body.dispatchEvent(new CustomEvent(CHANGED));
  }

  /** Fetches; returns whether the shown values are now current. */
  async #fetchMeasures(): Promise<boolean> {
    let answer: Response;
    try {
      answer = await fetch(this.#url, {
        cache: "no-store",
        headers: { Accept: "application/json", ...(this.#etag ? { "If-None-Match": this.#etag } : {}) },
      });
    } catch (error) {
      if (error instanceof TypeError) return false; // No connection.
      throw error;
    }
    if (answer.status === NOT_MODIFIED) return true;
    if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("application/json")) return false;
    const { measures, time_zone } = (await answer.json()) as Answer;
    this.#etag = answer.headers.get("ETag") ?? "";
    this.#measures.take(measures);
    setTimeZone(time_zone);
    return true;
  }
}

function isSettled(replica: Replica): boolean {
  const { kind } = replica.status.value;
  return kind === "saved" || kind === "readonly";
}

function isText(type: unknown): boolean {
  return type instanceof Y.Text;
}
