/*
 * A guest's first minute: one sentence of what this is for and three asks. Shown until it is dismissed in this
 * browser; it asks for nothing and stores nothing on the server.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/i18n";
import type { Side } from "../generated/plan";
import { page } from "./context";
import { icon } from "./icon";
import { WatchingElement } from "./watching";

export class Welcome extends WatchingElement {
  static override properties = { isDismissed: { state: true } };
  declare isDismissed: boolean;

  get #key(): string {
    return `leitstern.welcomed.${page().boot.plan_id}`;
  }

  protected override appeared(): void {
    this.isDismissed = remembered(this.#key);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { boot } = page();
    if (this.isDismissed || boot.me.is_member) return nothing;
    const names = { supplier: boot.sides.supplier, customer: boot.sides.customer };
    return html`<section class="welcome" aria-labelledby="welcome-title">
      <h2 id="welcome-title" class="welcome__title">${t("plan.welcome_title", { name: boot.me.name })}</h2>
      <p class="welcome__purpose">${t("plan.welcome_purpose", names)}</p>
      ${boot.me.role === "viewer" ? html`<p class="muted">${t("plan.welcome_viewer")}</p>` : this.#asks(names)}
      <button type="button" class="button button--quiet welcome__close" @click=${this.#dismiss}>${icon("check")}${t("plan.welcome_dismiss")}</button>
    </section>`;
  }

  #asks(names: Readonly<Record<Side, string>>): TemplateResult {
    const stages = { agreed: t("plan.stage_agreed"), dropped: t("plan.stage_dropped") };
    return html`<ol class="welcome__asks">
        ${this.#ask("pencil", t("plan.welcome_correct"), t("plan.welcome_correct_text", names), "#goals")}
        ${this.#ask("star", t("plan.welcome_choose"), t("plan.welcome_choose_text", stages), "#opportunities")}
        ${this.#ask("handshake", t("plan.welcome_commit"), t("plan.welcome_commit_text", names), "#actions")}
      </ol>`;
  }

  #ask(iconName: string, title: string, text: string, href: string): TemplateResult {
    return html`<li class="welcome__ask">${icon(iconName)}<a class="welcome__link" href=${href}>${title}</a>${icon("arrow-right")}<p>${text}</p></li>`;
  }

  #dismiss(): void {
    this.isDismissed = true;
    try {
      localStorage.setItem(this.#key, "1");
    } catch (error) {
      // Storage may be forbidden or full; then the welcome comes again next time.
      if (!(error instanceof DOMException)) throw error;
    }
    document.querySelector<HTMLElement>("[data-heading]")?.focus();
  }
}

function remembered(key: string): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}

customElements.define("leitstern-welcome", Welcome);
