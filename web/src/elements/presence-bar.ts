/*
 * Who else is in the plan, in the top bar: faces by side, and for each where they are. A press goes there.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../core/i18n";
import type { Person } from "../core/presence";
import type { Side } from "../generated/plan";
import { avatar } from "./avatar";
import { page } from "./context";
import { type MenuEntry, openMenu } from "./menu";
import { nameOf } from "./records-view";
import { goTo, type Section } from "./route";
import { WatchingElement } from "./watching";

/** Where there is room; on a phone it is one. */
const FACES = 4;
const SIDES: readonly Side[] = ["customer", "supplier"];

export class PresenceBar extends WatchingElement {
  protected override render(): TemplateResult | typeof nothing {
    const others = page().presence.others.value;
    if (others.length === 0) return nothing;
    return html`<button type="button" class="button button--quiet presence" aria-haspopup="menu" aria-expanded="false"
      @click=${(event: Event) => this.#open(event.currentTarget as HTMLElement)}>
      <span class="visually-hidden">${tn("plan.others_here", others.length)}</span>
      <span class="avatars" aria-hidden="true">${others.slice(0, FACES).map((person) => html`<span title=${person.name}>${avatar(person.name, person.side, "")}</span>`)}${
        others.length > FACES ? rest(others.length - FACES, "wide") : nothing
      }${others.length > 1 ? rest(others.length - 1, "narrow") : nothing}</span></button>`;
  }

  #open(button: HTMLElement): void {
    const others = page().presence.others.peek();
    openMenu(button, tn("plan.others_here", others.length), [
      { heading: tn("plan.others_here", others.length) },
      ...SIDES.flatMap((side) => entriesOf(side, others)),
    ]);
  }
}

function rest(count: number, room: "wide" | "narrow"): TemplateResult {
  return html`<span class=${`avatar presence__rest presence__rest--${room}`}>+${count}</span>`;
}

/** One company's people under its name. */
function entriesOf(side: Side, others: readonly Person[]): readonly MenuEntry[] {
  const people = others.filter((person) => person.side === side);
  if (people.length === 0) return [];
  return [
    { heading: page().boot.sides[side] },
    ...people.map((person) => ({
      label: person.name,
      mark: avatar(person.name, side),
      note: whereabouts(person),
      run: () => visit(person),
    })),
  ];
}

function whereabouts(person: Person): string {
  const at = person.places.find((place) => place.at)?.at;
  if (!at) return "";
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
