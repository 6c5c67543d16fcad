/*
 * The charter at the head of the plan: five sentences that both companies write, each with who wrote it and whether both
 * stand by exactly this text (commands `charter.*`). Who has written a sentence stands by it with the command that follows
 * the edit; the first sentence is the customer's to write.
 */

import { html, nothing, type TemplateResult } from "lit";
import { type MessageKey, t } from "../core/intl/i18n";
import { dayIn } from "../core/intl/today";
import { isAbout } from "../doc/given-words";
import type { CommandArguments } from "../generated/commands";
import type { RecordedWord, Side } from "../generated/plan";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { whenSaved } from "./saved-words";
import "./shared-text";
import type { TextSource } from "./shared-text";
import { SignalElement } from "./signal-element";

type Sentence = CommandArguments["charter.agree"]["sentence"];

const SENTENCES: readonly Sentence[] = [
  "future",
  "contribution",
  "customer_gain",
  "supplier_gain",
  "together",
];
const OF_THE_CUSTOMER: Sentence = "future";
const SIDES: readonly Side[] = ["customer", "supplier"];

/** Folded at first, so that the growth map is what the plan opens with. */
let wasOpen = false;

function onToggle(event: Event): void {
  wasOpen = (event.currentTarget as HTMLDetailsElement).open;
}

export class Charter extends SignalElement {
  readonly #commands = new Map<Sentence, CommandState>();
  readonly #sources = new Map<Sentence, TextSource>();

  protected override appeared(): void {
    for (const sentence of SENTENCES) {
      this.#commands.set(sentence, new CommandState());
      this.#sources.set(sentence, this.#sourceOf(sentence));
    }
  }

  protected override render(): TemplateResult {
    const count = SENTENCES.filter(isShared).length;
    return html`<details class="charter fold" ?open=${wasOpen} @toggle=${onToggle}>
      <summary class="fold__summary charter__summary">${icon("chevron-right")}<h2 class="charter__title">${t("charter.title")}</h2>
        <span>${t("charter.shared", { count, all: SENTENCES.length })}</span></summary>
      <ol class="charter__list">${SENTENCES.map((sentence) => this.#one(sentence))}</ol></details>`;
  }

  #one(sentence: Sentence): TemplateResult {
    const text = textOf(sentence);
    const command = this.#commands.get(sentence);
    return html`<li class="charter__one" data-sentence=${sentence}>
      <h3 class="charter__label">${labelOf(sentence)}</h3>
      ${mayWrite(sentence) ? html`<leitstern-shared-text .source=${this.#sources.get(sentence)}></leitstern-shared-text>` : readOnly(sentence, text)}
      <div class="charter__side">${text.trim() ? SIDES.map((side) => mark(sentence, side, text)) : nothing}${this.#acts(sentence, text)}</div>
      ${command?.problem() ?? nothing}</li>`;
  }

  #acts(sentence: Sentence, text: string): TemplateResult | typeof nothing {
    const { boot, shared } = page();
    const command = this.#commands.get(sentence);
    if (!shared.mayWrite.value || !text.trim() || !command) return nothing;
    const isBusy = command.isPending.value;
    const word = wordOf(sentence, boot.me.side);
    if (!word || !isAbout(word, text))
      return html`<button type="button" class="button button--quiet button--small" data-agree ?disabled=${isBusy} @click=${() => this.#agree(sentence, false)}>${icon("check")}${t("charter.agree")}</button>`;
    if (word.verdict === "corrected") return nothing;
    return html`<button type="button" class="button button--quiet button--icon button--small" data-back aria-label=${t("charter.back")} title=${t("charter.back")} ?disabled=${isBusy} @click=${() => command.run(() => page().sendCommand("charter.take_back", { sentence }))}>${icon("undo-2")}</button>`;
  }

  #sourceOf(sentence: Sentence): TextSource {
    let seen = "";
    return {
      view: page().shared,
      root: `charter_${sentence}`,
      section: "overview",
      label: labelOf(sentence),
      empty: emptyOf(sentence),
      look: "body",
      opened: () => {
        seen = textOf(sentence);
      },
      ended: () => {
        if (textOf(sentence).trim() !== seen.trim()) void this.#agree(sentence, true);
      },
    };
  }

  /** The text must be durable before the server vouches for it. */
  async #agree(sentence: Sentence, wrote: boolean): Promise<void> {
    const command = this.#commands.get(sentence);
    if (!textOf(sentence).trim()) return;
    await command?.run(async () => {
      if (!(await whenSaved(page().shared.replica))) return { kind: "offline" };
      return page().sendCommand("charter.agree", { sentence, text: textOf(sentence).trim(), wrote });
    });
  }
}

/** One side's mark: written, agreed, changed since, or, as an icon alone, not yet. */
function mark(sentence: Sentence, side: Side, text: string): TemplateResult {
  const word = wordOf(sentence, side);
  const badge = (name: string, words: string): TemplateResult =>
    html`<span class=${`badge badge--${side}`} data-mark=${side}>${icon(name)}${words}</span>`;
  if (!word) {
    const words = t("charter.open", { side: page().boot.sides[side] });
    return html`<span class=${`badge badge--${side} charter__open`} data-mark=${side} title=${words}>${icon("circle-dashed")}<span class="visually-hidden">${words}</span></span>`;
  }
  const who = whoOf(word);
  const wrote = word.verdict === "corrected";
  if (!isAbout(word, text))
    return badge("history", t(wrote ? "charter.wrote_changed" : "charter.changed", who));
  return badge(wrote ? "pencil" : "circle-check", t(wrote ? "charter.wrote" : "charter.agreed", who));
}

function wordOf(sentence: Sentence, side: Side): RecordedWord | undefined {
  return page().words.of(`charter_${sentence}-${side}`).value;
}

/** Whether both sides stand by the sentence as it is now. */
function isShared(sentence: Sentence): boolean {
  const text = textOf(sentence);
  const words = SIDES.map((side) => wordOf(sentence, side));
  return text.trim() !== "" && words.every((word) => word !== undefined && isAbout(word, text));
}

function whoOf(word: RecordedWord): { name: string; date: string } {
  const { boot, format, participants } = page();
  const date = format.date(dayIn(boot.time_zone, Date.parse(String(word.at))));
  // The mark of the side stands beside it: the name needs no company.
  return { name: participants.find(word.by)?.name ?? t("word.somebody"), date };
}

/** Only the customer's side writes where it wants to be. */
function mayWrite(sentence: Sentence): boolean {
  const { boot, shared } = page();
  return shared.mayWrite.value && (sentence !== OF_THE_CUSTOMER || boot.me.side === "customer");
}

function readOnly(sentence: Sentence, text: string): TemplateResult {
  return html`<div class="slot slot--body" data-field=${`charter_${sentence}`}><div class="value value--text"><span class=${text ? "value__text" : "value__empty"}>${text || emptyOf(sentence)}</span></div></div>`;
}

function textOf(sentence: Sentence): string {
  return page().shared.plan.textValue(`charter_${sentence}`).value;
}

function labelOf(sentence: Sentence): string {
  return t(`charter.${sentence}` as MessageKey, { ...page().boot.sides });
}

function emptyOf(sentence: Sentence): string {
  return t(`charter.${sentence}.empty` as MessageKey, { ...page().boot.sides });
}

customElements.define("leitstern-charter", Charter);
