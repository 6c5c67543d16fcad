/*
 * The people who are in the plan now, as avatars in the top bar. A press opens the panel with everybody who belongs to
 * the plan (people-in-plan.ts) beside the button; Escape or a press elsewhere closes it.
 */

import { html, nothing, type TemplateResult } from "lit";
import { tn } from "../core/intl/i18n";
import { avatar } from "./avatar";
import { withCompany } from "./company";
import { page } from "./context";
import { icon } from "./icon";
import { showBeside } from "./popup";
import { SignalElement } from "./signal-element";
import "./people-in-plan";

/** Avatars on wide screens; on a phone there is one. */
const FACES = 4;

export class PresenceBar extends SignalElement {
  #close: (() => void) | undefined;

  protected override render(): TemplateResult {
    const others = page().shared.presence.others.value;
    const present = page().participants.present.value.length;
    return html`<button type="button" class="button button--quiet presence" aria-haspopup="dialog" aria-expanded="false"
      @click=${(event: Event) => this.#toggle(event.currentTarget as HTMLElement)}>
      <span class="visually-hidden">${tn("participants.in_plan", present)}${
        others.length > 0 ? `, ${tn("plan.others_here", others.length)}` : ""
      }</span>
      <span class="avatars" aria-hidden="true">${others.length === 0 ? icon("users") : nothing}${others
        .slice(0, FACES)
        .map(
          (person) =>
            html`<span title=${withCompany(person.name, person.side)}>${avatar(person.name, person.side, "")}</span>`,
        )}${
        others.length > FACES ? rest(others.length - FACES, "wide") : nothing
      }${others.length > 1 ? rest(others.length - 1, "narrow") : nothing}</span></button>`;
  }

  #toggle(button: HTMLElement): void {
    if (this.#close) this.#close();
    else this.#open(button);
  }

  #open(button: HTMLElement): void {
    const panel = document.createElement("div");
    panel.className = "people-in-plan floating";
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", tn("participants.in_plan", page().participants.present.peek().length));
    panel.tabIndex = -1;
    panel.popover = "auto";
    panel.append(document.createElement("leitstern-people-in-plan"));
    (document.querySelector("main") ?? document.body).append(panel);
    button.setAttribute("aria-expanded", "true");
    const unplace = showBeside(panel, button);
    panel.focus();
    this.#close = () => {
      this.#close = undefined;
      button.setAttribute("aria-expanded", "false");
      const hadFocus = panel.contains(document.activeElement);
      unplace();
      panel.remove();
      if (hadFocus) button.focus();
    };
    panel.addEventListener("toggle", (event) => {
      if ((event as ToggleEvent).newState === "closed") this.#close?.();
    });
    panel.addEventListener("leave", () => this.#close?.());
  }
}

function rest(count: number, room: "wide" | "narrow"): TemplateResult {
  return html`<span class=${`avatar presence__rest presence__rest--${room}`} translate="no">+${count}</span>`;
}

customElements.define("leitstern-presence-bar", PresenceBar);
