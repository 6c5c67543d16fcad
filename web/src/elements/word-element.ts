/*
 * What elements for a side's word share: the pending command, after which the focus stays; the form in which a person says
 * what is not right (opened by a button, closed by Escape, focus goes along), and who gave a word and when. claim-word.ts and value-word.ts say what is
 * shown and which commands are sent.
 */

import type { CommandAnswer, Outcome } from "../core/commands/send-command";
import { isImeKey } from "../core/dom/ime-key";
import { t } from "../core/intl/i18n";
import { dayIn } from "../core/intl/today";
import type { RecordedWord } from "../generated/plan";
import { CommandState } from "./command-state";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { participantName } from "./record-names";
import { SignalElement } from "./signal-element";

export abstract class WordElement extends SignalElement {
  static override properties = {
    view: { attribute: false },
    recordId: { attribute: false },
    isAnswering: { state: true },
  };
  declare view: DocumentView;
  declare recordId: string;
  /** Whether the form is open. */
  declare isAnswering: boolean;
  protected readonly command = new CommandState();
  /** What was there when a button of this element was pressed: the word that comes takes the button away. */
  #pressed: { readonly word: RecordedWord | undefined } | undefined;

  constructor() {
    super();
    this.addEventListener("keydown", this.#onKey);
  }

  /** Sends a word; the focus goes to the buttons that the answer brings, unless the person has left. */
  protected async give(send: () => Promise<Outcome>): Promise<CommandAnswer | undefined> {
    this.#pressed = { word: page().words.of(this.recordId).peek() };
    const answer = await this.command.run(send);
    if (!answer) this.#pressed = undefined;
    this.requestUpdate();
    return answer;
  }

  protected override updated(): void {
    const { body, activeElement } = document;
    if (!this.#pressed || this.command.isPending.peek()) return;
    if (!activeElement || activeElement === body)
      this.querySelector<HTMLElement>("[data-word]")?.focus({ preventScroll: true });
    const isHere = this.contains(document.activeElement);
    if (!isHere || page().words.of(this.recordId).peek() !== this.#pressed.word) this.#pressed = undefined;
  }

  /** Opens the form; the focus goes to its first field. */
  protected readonly begin = async (): Promise<void> => {
    this.isAnswering = true;
    await this.updateComplete;
    this.querySelector<HTMLElement>("textarea, input")?.focus();
  };

  /** Closes the form; the focus goes back to the buttons. */
  protected readonly cancel = async (): Promise<void> => {
    this.isAnswering = false;
    await this.updateComplete;
    this.querySelector<HTMLElement>("[data-word]")?.focus();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (!this.isAnswering || event.key !== "Escape" || isImeKey(event)) return;
    event.stopPropagation();
    void this.cancel();
  };
}

/** Who gave a word, and on which day of the plan: values for a sentence. */
export function givenBy(word: RecordedWord): { readonly name: string; readonly date: string } {
  const participant = participantName(word.by) ?? t("word.somebody");
  const name = word.via ? t("benefit.via", { name: word.via, by: participant }) : participant;
  return { name, date: dayOf(String(word.at)) };
}

/** The day of a moment, as the plan counts days, in the reader's language. */
export function dayOf(moment: string): string {
  const { boot, format } = page();
  return format.date(dayIn(boot.time_zone, Date.parse(moment)));
}
