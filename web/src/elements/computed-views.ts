/*
 * Fetches what the server computes (the measures on cards, the overview panel) after the document changed and the
 * server confirmed the change, because only then its answer includes it. One request at a time, at most one per
 * LEAST_BETWEEN_MS, and none while the tab is hidden. While somebody types, the answer would be old before it is
 * there, and computing it delays everybody's letters: it waits for a pause, but not for ever.
 */

import { effect } from "@preact/signals-core";
import { setTimeZone, today } from "../core/intl/today";
import type { Replica } from "../core/replica";
import type { Measures, MeasureTable } from "../doc/measures";
import { route } from "./route";

const QUIET_MS = 120;
const LEAST_BETWEEN_MS = 1500;
/** Changes closer than this are somebody who types. */
const TYPING_MS = 1000;
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
  #changedAt = Number.NEGATIVE_INFINITY;
  #isTyped = false;
  /** Since when changes have waited for a pause. */
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
      doc.on("update", () => {
        const now = performance.now();
        this.#isTyped = now - this.#changedAt < TYPING_MS;
        this.#changedAt = now;
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
    if (this.#isTyped && now - this.#changedAt < PAUSE_MS) {
      this.#waitsSince ??= now;
      if (now - this.#waitsSince < LONGEST_WAIT_MS) {
        setTimeout(() => void this.#ask(), PAUSE_MS);
        return;
      }
    }
    this.#waitsSince = undefined;
    this.#isStale = false;
    this.#askedAt = now;
    this.#refreshPanel();
    const isAnswered = await this.#fetchMeasures();
    this.#isAsking = false;
    if (!isAnswered)
      this.#isStale = true; // Fetched again at the next change, or after a reconnect.
    else if (this.#isStale) this.#askSoon(); // The document changed meanwhile.
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
