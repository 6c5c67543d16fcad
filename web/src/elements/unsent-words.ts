/*
 * Offers words that somebody wrote in this browser and that are not in the plan: because they were signed out, or the
 * plan was restored to an older state. Offered to the author, and to anybody who joined by the same invitation or
 * account: add them to the plan, save them as a text file, or discard them. Until then they stay in the author's local
 * copy.
 */

import { effect } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { discardCopy } from "../core/local/copy-deletion";
import type { UnsentCopy } from "../core/local/copy-notes";
import { offeredCopies } from "../core/local/set-aside";
import { carry, lackingIn, openCopy, unsentWords } from "../core/recovery/unsent-words";
import type { Replica } from "../core/replica";
import { ROOTS } from "../generated/plan";
import { page } from "./context";
import { icon } from "./icon";
import { SignalElement } from "./signal-element";
import { showToast } from "./toast";
import { saveAsText } from "./unsent-text";

export class UnsentWordsNotice extends SignalElement {
  static override properties = { of: { attribute: false }, copies: { state: true } };
  /** The replica; by default the shared document's. */
  declare of: Replica | undefined;
  declare copies: readonly UnsentCopy[];

  constructor() {
    super();
    this.copies = [];
  }

  protected override appeared(): void {
    const { whenSynced, restorations } = this.#replica;
    const look = () => void whenSynced.then(() => this.#look());
    this.onDisconnect(
      effect(() => {
        void restorations.value;
        look();
      }),
    );
  }

  get #replica(): Replica {
    return this.of ?? page().shared.replica;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.copies.length === 0) return nothing;
    return html`${this.copies.map((copy) => this.#notice(copy))}`;
  }

  #notice(copy: UnsentCopy): TemplateResult {
    const mayAdd = this.#replica.mayWrite.value;
    return html`<div class="notice notice--info unsent-words" role="status">${icon("pencil")}
      <div class="notice__body"><p>${wordsOf(copy)}</p>
        ${mayAdd ? button(t("plan.unsent_add"), () => this.#add(copy)) : nothing}
        ${button(t("plan.save_text"), () => this.#save(copy))}
        <form data-confirm=${t("plan.unsent_discard_question", { name: copy.name })} data-confirm-label=${t("plan.unsent_discard_label")}
          @submit=${(event: Event) => this.#discard(event, copy)}><button class="button button--small button--quiet">${t("plan.unsent_discard")}</button></form>
      </div></div>`;
  }

  async #add(copy: UnsentCopy): Promise<void> {
    const replica = this.#replica;
    await this.#orSay(() => carry(copy, replica, ROOTS[replica.kind]), "plan.unsent_added");
    await discardCopy(copy);
    this.#look();
  }

  async #save(copy: UnsentCopy): Promise<void> {
    const { kind } = this.#replica;
    await this.#orSay(async () => {
      const doc = await openCopy(copy);
      saveAsText(unsentWords(doc, ROOTS[kind], copy.unsent));
      doc.destroy();
    });
  }

  async #discard(event: Event, copy: UnsentCopy): Promise<void> {
    event.preventDefault();
    await discardCopy(copy);
    this.#look();
  }

  /** A copy may have been cleared meanwhile: by the browser, or by signing out in another tab. */
  async #orSay(work: () => Promise<void>, done?: "plan.unsent_added"): Promise<void> {
    try {
      await work();
      if (done) showToast(t(done));
    } catch {
      showToast(t("plan.unsent_gone"));
    }
  }

  async #look(): Promise<void> {
    const { me } = page().boot;
    const { documentId, doc } = this.#replica;
    const offered: UnsentCopy[] = [];
    for (const copy of offeredCopies(documentId, me.participant_id, me.came_by)) {
      try {
        const lacking = await lackingIn(copy, doc);
        if (lacking) offered.push(lacking);
        else await discardCopy(copy);
      } catch {
        // It cannot be read now; another page may be able to.
      }
    }
    this.copies = offered;
  }
}

function wordsOf({ restoredTo, name }: UnsentCopy): string {
  if (restoredTo === undefined) return t("plan.unsent_words", { name });
  return t("plan.unsent_restored", { moment: page().format.moment(restoredTo) });
}

function button(label: string, run: () => void): TemplateResult {
  return html`<button type="button" class="button button--small" @click=${run}>${label}</button>`;
}

customElements.define("leitstern-unsent-words", UnsentWordsNotice);
