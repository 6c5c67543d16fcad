/*
 * Asking a controller for their word on one benefit: a personal link that shows this entry and nothing else. The link is shown
 * once, to who made it; both sides see who is asked, and can end the link.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import type { Request } from "../doc/requests";
import type { Side } from "../generated/plan";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { participantName } from "./record-names";
import { SignalElement } from "./signal-element";
import { dayOf } from "./word-element";

export class ValueRequest extends SignalElement {
  static override properties = {
    recordId: { attribute: false },
    gains: { attribute: false },
    isConfirmed: { attribute: false },
    isAsking: { state: true },
    link: { state: true },
  };
  declare recordId: string;
  declare gains: Side;
  /** Whether the company that gains has confirmed the entry as it stands: nobody needs to be asked. */
  declare isConfirmed: boolean;
  declare isAsking: boolean;
  /** The address that was just made, until the page is left. */
  declare link: string | undefined;
  readonly #command = new CommandState();

  protected override render(): TemplateResult | typeof nothing {
    const open = page().requests.of(this.recordId);
    const mayAsk = this.#mayAsk();
    if (open.length === 0 && !mayAsk && !this.link) return nothing;
    return html`<div class="value-request" data-request>${open.map((one) => this.#request(one))}${this.link ? this.#made(this.link) : nothing}
      ${this.isAsking ? this.#form() : mayAsk ? html`<div><button type="button" class="button button--quiet button--small" data-ask @click=${this.#begin}>${icon("link-2")}${t("benefit.ask")}</button></div>` : nothing}${this.#command.problem()}</div>`;
  }

  #request(one: Request): TemplateResult {
    const isOver = Date.parse(String(one.expires_at)) <= Date.now();
    const words = {
      by: participantName(one.by) ?? t("word.somebody"),
      name: one.name,
      date: dayOf(String(one.expires_at)),
    };
    const revoke = (): void => {
      void this.#command.run(() => page().sendCommand("controller.revoke", { link_id: one.id }));
    };
    return html`<p class="value-request__asked" data-asked=${one.id}>${icon(isOver ? "clock" : "link-2")}<span>${t(isOver ? "benefit.expired" : "benefit.waits", words)}</span>
      ${page().shared.mayWrite.value ? html`<button type="button" class="button button--quiet button--small" data-revoke ?disabled=${this.#command.isPending.value} @click=${revoke}>${t("benefit.revoke")}</button>` : nothing}</p>`;
  }

  #made(link: string): TemplateResult {
    const id = `benefit-link-${this.recordId}`;
    return html`<div class="value-request__made"><label class="field__label" for=${id}>${t("benefit.made")}</label><div class="cluster"><input class="input" id=${id} readonly .value=${link}><button type="button" class="button button--small" data-copy=${`#${id}`}>${icon("copy")}${t("benefit.copy")}</button></div><p class="field__hint">${t("benefit.made_hint")}</p></div>`;
  }

  #form(): TemplateResult {
    const id = `controller-${this.recordId}`;
    return html`<form class="claim-word__form" @submit=${this.#ask}><label class="field__label" for=${id}>${t("benefit.who", { company: page().boot.sides[this.gains] })}</label>
      <input class="input" id=${id} name="name" required maxlength="100" autocomplete="off"><p class="field__hint">${t("benefit.hint")}</p>
      <div class="cluster"><button class="button button--small button--primary" ?disabled=${this.#command.isPending.value}>${t("benefit.make")}</button>
      <button type="button" class="button button--small" @click=${this.#close}>${t("base.cancel")}</button></div></form>`;
  }

  readonly #begin = async (): Promise<void> => {
    this.isAsking = true;
    await this.updateComplete;
    this.querySelector<HTMLElement>("input[name=name]")?.focus();
  };

  readonly #close = async (): Promise<void> => {
    this.isAsking = false;
    await this.updateComplete;
    this.querySelector<HTMLElement>("[data-ask]")?.focus();
  };

  readonly #ask = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get("name") ?? "").trim();
    if (!name) return;
    const wish = { value_id: this.recordId, name };
    const answer = await this.#command.run(() => page().sendCommand("controller.ask", wish));
    const path = (answer as { path?: string } | undefined)?.path;
    if (!path) return;
    this.link = new URL(path, location.href).href;
    await this.#close();
  };

  /** The company that gains asks its own controller; the supplier's members may ask the customer's. */
  #mayAsk(): boolean {
    const { boot, shared } = page();
    return (
      !this.isConfirmed &&
      shared.mayWrite.value &&
      !boot.seen_from &&
      (boot.me.side === this.gains || boot.me.is_member)
    );
  }
}

customElements.define("leitstern-value-request", ValueRequest);
