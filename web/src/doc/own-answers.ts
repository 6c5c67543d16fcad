/*
 * What this person answered in rounds that run, and who of their own side has answered. The server tells it to this person
 * alone. Asked when a round begins or ends, and not when somebody answers: two hundred people would each ask two hundred
 * times. A draft, which a company shares, is asked for when it changes. Kept in memory, never stored in the browser.
 */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import { isRunning, type Round, type Rounds } from "./rounds";

export interface OwnAnswer {
  /** What a vote or an estimate holds; null when nothing was answered. */
  readonly mine: Readonly<Record<string, unknown>> | null;
  /** Participants of the own side, in the order in which they answered. */
  readonly answered: readonly string[];
}

export class OwnAnswers {
  readonly #answers = signal<Readonly<Record<string, OwnAnswer>>>({});
  readonly answers: ReadonlySignal<Readonly<Record<string, OwnAnswer>>> = this.#answers;
  readonly #url: string;
  #asked = 0;

  constructor(planId: string) {
    this.#url = `/plans/${planId}/rounds`;
  }

  of(roundId: string): OwnAnswer | undefined {
    return this.#answers.value[roundId];
  }

  follow(rounds: Rounds): void {
    const state = computed(() => rounds.all.value.filter(isRunning).map(stateOf).join());
    effect(() => {
      if (state.value) void this.ask();
    });
  }

  /**
   * A later answer of the server wins; without a connection what is known stays. An answer that comes too late is read all
   * the same: unread, it would keep one of the browser's six connections.
   */
  async ask(): Promise<void> {
    const number = ++this.#asked;
    try {
      const response = await fetch(this.#url, { headers: { accept: "application/json" } });
      const answers = (await response.json()) as Readonly<Record<string, OwnAnswer>>;
      if (response.ok && number === this.#asked) this.#answers.value = answers;
    } catch {
      // Offline: the next change of the record asks again.
    }
  }
}

function stateOf(round: Round): string {
  const { id, status, consents = "" } = round;
  const shared = round.kind === "drafts" ? `${round.answered_supplier} ${round.answered_customer}` : "";
  return [id, status, consents, shared].join(" ");
}
