/*
 * "Are you Petra Weber?": somebody who joined by an invitation is matched with their entry among the people, so that nobody
 * is listed twice. A yes writes who they are into the entry; a no is remembered in this browser.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { rememberChoice, rememberedChoice } from "../core/local/choices";
import { announce } from "./announcer";
import { avatar } from "./avatar";
import { page } from "./context";
import { likelyMe, personName, sideOf } from "./record-names";
import { SignalElement } from "./signal-element";
import { showToast } from "./toast";

const REFUSED = "not-me";

export class AreYou extends SignalElement {
  static override properties = { refused: { state: true } };
  declare refused: readonly string[];

  protected override appeared(): void {
    this.refused = rememberedChoice(me(), REFUSED).split(" ");
  }

  protected override render(): TemplateResult | typeof nothing {
    const { shared, boot } = page();
    if (boot.me.is_member || boot.seen_from) return nothing;
    const id = likelyMe(shared).find((one) => !this.refused.includes(one));
    if (!id) return nothing;
    const name = personName(shared, id);
    const title = String(shared.plan.value("people", id, "title") ?? "").trim();
    return html`<aside class="are-you" aria-labelledby="are-you-title">${avatar(name, sideOf(shared, id), "")}
      <div class="are-you__words"><p class="are-you__title" id="are-you-title">${t("are_you.title", { name })}</p>
        <p class="muted">${title ? t("are_you.text_title", { title }) : t("are_you.text")}</p></div>
      <div class="cluster"><button type="button" class="button button--primary button--small" data-me=${id} @click=${() => void this.#yes(id)}>${t("are_you.yes")}</button>
        <button type="button" class="button button--small" data-not-me @click=${() => this.#no(id)}>${t("are_you.no")}</button></div></aside>`;
  }

  async #yes(id: string): Promise<void> {
    const { shared, boot } = page();
    if (!shared.mayWrite.value) {
      if (!(await saidToServer(id))) return;
    } else {
      shared.replica.undo.stopCapturing();
      shared.plan.any("people").update(id, { participant: boot.me.participant_id });
      shared.replica.undo.stopCapturing();
    }
    announce(t("are_you.done", { name: personName(shared, id) }));
  }

  #no(id: string): void {
    this.refused = [...this.refused, id];
    rememberChoice(me(), REFUSED, this.refused.join(" ").trim());
  }
}

/** A reader has no pen: the server writes this one word about themselves (pages/that_is_me.py). */
async function saidToServer(id: string): Promise<boolean> {
  const answer = await fetch(`/plans/${page().boot.plan_id}/people/${id}/me`, { method: "POST" }).catch(
    () => null,
  );
  if (!answer?.ok) showToast(t("are_you.failed"));
  return answer?.ok ?? false;
}

function me(): string {
  return page().boot.me.participant_id;
}

customElements.define("leitstern-are-you", AreYou);
