/*
 * The state of one command on the page: whether it is pending, and why it failed. An element makes one per row or
 * button, reads `isPending` and `problem`, and calls `run`. A second call while it is pending does nothing.
 */

import { type ReadonlySignal, signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type { CommandAnswer, Outcome } from "../core/commands/send-command";
import { t } from "../core/intl/i18n";

interface Problem {
  readonly sentence: string;
  readonly again: (() => Promise<Outcome>) | undefined;
}

export class CommandState {
  readonly #isPending = signal(false);
  readonly #problem = signal<Problem | undefined>(undefined);

  readonly isPending: ReadonlySignal<boolean> = this.#isPending;

  /** The server's answer if the command was carried out. */
  async run(send: () => Promise<Outcome>): Promise<CommandAnswer | undefined> {
    if (this.#isPending.peek()) return undefined;
    this.#problem.value = undefined;
    this.#isPending.value = true;
    try {
      const outcome = await send();
      this.#problem.value = problemOf(outcome);
      return outcome.kind === "done" ? outcome.answer : undefined;
    } finally {
      this.#isPending.value = false;
    }
  }

  /** Why it failed, with a button that retries if that is possible. Read it in `render`. */
  problem(done?: (answer: CommandAnswer) => void): TemplateResult | typeof nothing {
    const problem = this.#problem.value;
    if (!problem) return nothing;
    const { again } = problem;
    const retry = async (): Promise<void> => {
      const answer = again && (await this.run(again));
      if (answer) done?.(answer);
    };
    return html`<p class="command-problem" role="alert">${problem.sentence} ${
      again
        ? html`<button type="button" class="button button--small" @click=${retry}>${t("command.again")}</button>`
        : nothing
    }</p>`;
  }
}

function problemOf(outcome: Outcome): Problem | undefined {
  switch (outcome.kind) {
    case "done":
      return undefined;
    case "offline":
      return { sentence: t("command.offline"), again: undefined };
    case "refused":
      return { sentence: outcome.message || t("command.failed"), again: undefined };
    case "uncertain":
      return { sentence: t("command.uncertain"), again: outcome.again };
  }
}
