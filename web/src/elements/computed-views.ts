/*
 * Asks the server for what it computes (the measures on the cards, the overview panel) after the document changed and
 * the server has the change: only then would its answer hold it. At most one question in a while, however fast people
 * type, and none while the tab is hidden.
 */

import { effect } from "@preact/signals-core";
import type { Replica } from "../core/replica";
import type { Measures } from "../doc/measures";
import { route } from "./route";

const QUIET_MS = 350;
const LEAST_BETWEEN_MS = 1500;
/** The overview panel in plan.html listens for it (hx-trigger). */
const CHANGED = "leitstern:changed";

export class ComputedViews {
  readonly #replica: Replica;
  readonly #measures: Measures;
  readonly #url: string;
  #isStale = true;
  #isPanelStale = false;
  #askedAt = -LEAST_BETWEEN_MS;
  #isWaiting = false;

  constructor(replica: Replica, measures: Measures, measuresUrl: string) {
    this.#replica = replica;
    this.#measures = measures;
    this.#url = measuresUrl;
  }

  follow(): void {
    this.#replica.doc.on("update", () => {
      this.#isStale = true;
      this.#askSoon();
    });
    document.addEventListener("visibilitychange", () => this.#askSoon());
    effect(() => {
      if (isSettled(this.#replica)) this.#askSoon();
    });
    effect(() => {
      if (route.value.section === "overview" && this.#isPanelStale) this.#refreshPanel();
    });
  }

  #askSoon(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const wait = Math.max(QUIET_MS, this.#askedAt + LEAST_BETWEEN_MS - performance.now());
    setTimeout(() => void this.#ask(), wait);
  }

  async #ask(): Promise<void> {
    this.#isWaiting = false;
    if (!this.#isStale || document.hidden || !isSettled(this.#replica)) return;
    this.#isStale = false;
    this.#askedAt = performance.now();
    this.#refreshPanel();
    const isAnswered = await fetchMeasures(this.#url, this.#measures);
    if (!isAnswered) this.#isStale = true;
  }

  #refreshPanel(): void {
    this.#isPanelStale = route.peek().section !== "overview";
    if (!this.#isPanelStale) document.body.dispatchEvent(new CustomEvent(CHANGED));
  }
}

function isSettled(replica: Replica): boolean {
  const { kind } = replica.status.value;
  return kind === "saved" || kind === "readonly";
}

async function fetchMeasures(url: string, measures: Measures): Promise<boolean> {
  let answer: Response;
  try {
    answer = await fetch(url, { headers: { Accept: "text/html" } });
  } catch (error) {
    if (error instanceof TypeError) return false; // No connection: asked again when it is back.
    throw error;
  }
  if (!answer.ok) return false;
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const values = parsed.getElementById("measures-values");
  if (values) measures.read(values);
  return values !== null;
}
