/*
 * Who else is in the plan, in the top bar: faces by side, and for each where they are. A press goes there.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../core/i18n";
import type { Person } from "../core/presence";
import { avatar } from "./avatar";
import { page } from "./context";
import { openMenu } from "./menu";
import { nameOf } from "./records-view";
import { goTo, type Section } from "./route";
import { WatchingElement } from "./watching";

const FACES = 4;

export class PresenceBar extends WatchingElement {
  protected override render(): TemplateResult | typeof nothing {
    const others = page().presence.others.value;
    if (others.length === 0) return nothing;
    const rest = others.length - FACES;
    return html`<button type="button" class="button button--quiet presence" aria-haspopup="menu" aria-expanded="false"
      @click=${(event: Event) => this.#open(event.currentTarget as HTMLElement)}>
      <span class="visually-hidden">${tn("plan.others_here", others.length)}</span>
      <span class="avatars" aria-hidden="true">${others.slice(0, FACES).map((person) => html`<span title=${person.name}>${avatar(person.name, person.side, "")}</span>`)}${
        rest > 0 ? html`<span class="avatar">+${rest}</span>` : nothing
      }</span></button>`;
  }

  #open(button: HTMLElement): void {
    const others = page().presence.others.peek();
    openMenu(button, tn("plan.others_here", others.length), [
      { heading: tn("plan.others_here", others.length) },
      ...others.map((person) => ({
        label: `${person.name} · ${whereabouts(person)}`,
        run: () => visit(person),
      })),
    ]);
  }
}

function whereabouts(person: Person): string {
  const at = person.places.find((place) => place.at)?.at;
  const side = page().boot.sides[person.side];
  if (!at) return side;
  const record = at.record ? nameOf(at.record) : undefined;
  return record ?? t(`plan.${at.section}`);
}

function visit(person: Person): void {
  const at = person.places.find((place) => place.at)?.at;
  if (!at) return;
  const section: Section = at.section === "overview" && at.field === "notes" ? "notes" : at.section;
  goTo(section, at.record);
}

customElements.define("leitstern-presence", PresenceBar);
