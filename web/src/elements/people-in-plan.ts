/*
 * Everybody who belongs to the plan, by company: who is online and where, who is not, and what each may do. A member
 * who edits may change a guest's role or remove the guest; everybody may change their own name. All of this is done by
 * commands. One's own lasting link is made in a dialog. Shown in the panel that presence-bar.ts opens; follows the record
 * and presence while it is open.
 */

import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type { CommandAnswer } from "../core/commands/send-command";
import { t, tn } from "../core/intl/i18n";
import type { Person, PresencePlace } from "../core/presence/presence";
import type { Participant } from "../doc/participants";
import type { Role, Side } from "../generated/plan";
import { avatar } from "./avatar";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { nameOf, sectionName } from "./record-names";
import { goTo, isSection } from "./route";
import { SignalElement } from "./signal-element";
import { showToast } from "./toast";

const SIDES: readonly Side[] = ["customer", "supplier"];
const ROLES: readonly Role[] = ["editor", "viewer"];

type Asking = { readonly what: "name" | "removal"; readonly id: string };

export class PeopleInPlan extends SignalElement {
  readonly #states = new Map<string, CommandState>();
  /** The row that shows the name form or the confirmation of a removal. */
  readonly #asking = signal<Asking | undefined>(undefined);

  protected override render(): TemplateResult {
    const present = everybody();
    return html`<h2 class="people-in-plan__title">${t("participants.title")}</h2>${
      present.length === 0 ? html`<p class="field__hint">${t("participants.offline")}</p>` : nothing
    }${SIDES.map((side) => this.#side(side, present))}`;
  }

  #side(side: Side, present: readonly Participant[]): TemplateResult | typeof nothing {
    const people = present.filter((one) => one.side === side);
    if (people.length === 0) return nothing;
    const here = new Map(page().shared.presence.others.value.map((person) => [person.id, person]));
    const isHere = (one: Participant): boolean => here.has(one.id) || isMe(one);
    const sorted = [...people.filter(isHere), ...people.filter((one) => !isHere(one))];
    return html`<section aria-label=${page().boot.sides[side]}>
      <h3 class="people-in-plan__company"><span translate="no">${page().boot.sides[side]}</span> <span class="people-in-plan__count">${tn("participants.count", people.length)}</span></h3>
      <ul class="people-in-plan__list">${sorted.map((one) => this.#row(one, here.get(one.id)))}</ul></section>`;
  }

  #row(one: Participant, here: Person | undefined): TemplateResult {
    const state = this.#state(one.id);
    const asking = this.#asking.value?.id === one.id ? this.#asking.value.what : undefined;
    return html`<li class="person-row" data-participant=${one.id} aria-busy=${state.isPending.value}>
      ${avatar(one.name, one.side)}
      <div class="person-row__who"><span class="person-row__name"><span translate="no">${one.name}</span>${isMe(one) ? html` <span class="badge">${t("participants.you")}</span>` : nothing}</span>
        ${this.#location(one, here)}</div>
      <div class="person-row__acts">${this.#acts(one, state)}</div>
      ${isMe(one) && !page().boot.seen_from ? this.#lastingLink() : nothing}
      ${asking === "name" ? this.#nameForm(one, state) : nothing}${asking === "removal" ? this.#question(one, state) : nothing}
      ${state.problem((answer) => this.#done(answer))}</li>`;
  }

  /** Where somebody is, as a link to that place. */
  #location(one: Participant, here: Person | undefined): TemplateResult {
    const place = here?.places.find((each) => each.at)?.at;
    const name = place ? placeName(place) : "";
    if (!place || !name) {
      const words = here || isMe(one) ? t("participants.here") : t("participants.away");
      return html`<span class="person-row__note">${words}</span>`;
    }
    return html`<button type="button" class="person-row__note person-row__note--goes" title=${t("participants.visit", { name: one.name })}
      @click=${() => this.#visit(place)}>${t("participants.here_at", { place: name })}</button>`;
  }

  #acts(one: Participant, state: CommandState): TemplateResult {
    const mayManage = page().boot.me.may_invite && !one.is_member;
    return html`${mayManage ? this.#manage(one, state) : html`<span class="person-row__role">${t(`role.${one.role}`)}</span>`}${
      isMe(one) && page().boot.me.may_rename
        ? html`<button type="button" class="button button--quiet button--small button--icon" aria-label=${t("participants.rename")} title=${t("participants.rename")}
            @click=${() => this.#ask({ what: "name", id: one.id })}>${icon("pencil")}</button>`
        : nothing
    }`;
  }

  #manage(one: Participant, state: CommandState): TemplateResult {
    return html`<select class="select" aria-label=${t("participants.role_of", { name: one.name })} ?disabled=${state.isPending.value}
        @change=${(event: Event) => this.#setRole(one, event.currentTarget as HTMLSelectElement)}>
        ${ROLES.map((role) => html`<option value=${role} .selected=${role === one.role}>${t(`role.${role}`)}</option>`)}</select>
      <button type="button" class="button button--quiet button--small button--icon" aria-label=${t("participants.remove", { name: one.name })} title=${t("participants.remove", { name: one.name })}
        ?disabled=${state.isPending.value} @click=${() => this.#ask({ what: "removal", id: one.id })}>${icon("user-minus")}</button>`;
  }

  /** The dialog is the server's (pages/side_link.py). This panel goes first, so that the focus comes back to its button. */
  #lastingLink(): TemplateResult {
    return html`<p class="person-row__more"><a class="button button--small" href=${`/plans/${page().boot.plan_id}/side-page`} data-dialog="side-link-dialog" @click=${(event: MouseEvent) => this.#leaveFor(event)}>${icon("link")}${t("promises.link_title")}</a></p>`;
  }

  #leaveFor(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    this.dispatchEvent(new Event("leave", { bubbles: true }));
  }

  #question(one: Participant, state: CommandState): TemplateResult {
    return html`<div class="person-row__more" role="group" aria-label=${t("participants.remove", { name: one.name })}>
      <p>${t("participants.remove_question", { name: one.name })}</p>
      <div class="cluster"><button type="button" class="button button--small button--danger" ?disabled=${state.isPending.value} @click=${() => this.#remove(one)}>${t("invitations.remove")}</button>
      <button type="button" class="button button--small" data-first @click=${() => this.#close()}>${t("base.cancel")}</button></div></div>`;
  }

  #nameForm(one: Participant, state: CommandState): TemplateResult {
    return html`<form class="person-row__more" @submit=${(event: SubmitEvent) => this.#rename(event)}>
      <label class="field__label" for="own-name">${t("participants.name")}</label>
      <input class="input" id="own-name" name="name" data-first maxlength="100" autocomplete="off" required .defaultValue=${one.name}>
      <div class="cluster"><button class="button button--small button--primary" ?disabled=${state.isPending.value}>${t("participants.save")}</button>
      <button type="button" class="button button--small" @click=${() => this.#close()}>${t("base.cancel")}</button></div></form>`;
  }

  #state(id: string): CommandState {
    const found = this.#states.get(id) ?? new CommandState();
    this.#states.set(id, found);
    return found;
  }

  async #setRole(one: Participant, select: HTMLSelectElement): Promise<void> {
    const role = select.value as Role;
    const wish = { participant_id: one.id, role };
    const answer = await this.#state(one.id).run(() => page().sendCommand("participant.set_role", wish));
    if (answer) tellOfNewAddress(answer);
    else select.value = one.role;
  }

  async #remove(one: Participant): Promise<void> {
    const wish = { participant_id: one.id };
    this.#done(await this.#state(one.id).run(() => page().sendCommand("participant.remove", wish)));
  }

  async #rename(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get("name") ?? "");
    const state = this.#state(page().boot.me.participant_id);
    this.#done(await state.run(() => page().sendCommand("participant.rename", { name })));
  }

  #done(answer: CommandAnswer | undefined): void {
    if (!answer) return;
    tellOfNewAddress(answer);
    void this.#close();
  }

  async #ask(asking: Asking): Promise<void> {
    this.#asking.value = asking;
    await this.updateComplete;
    this.querySelector<HTMLElement>("[data-first]")?.focus();
  }

  /** The focus goes back to the row it came from, or to the panel when the row is gone. */
  async #close(): Promise<void> {
    const id = this.#asking.peek()?.id;
    this.#asking.value = undefined;
    await this.updateComplete;
    const row = this.querySelector<HTMLElement>(`[data-participant="${id}"] button`);
    (row ?? this.querySelector<HTMLElement>("button"))?.focus();
  }

  #visit(place: PresencePlace): void {
    this.dispatchEvent(new Event("leave", { bubbles: true }));
    if (isSection(place.section)) goTo(place.section, place.record);
  }
}

/** "" for a section that only a newer version knows. */
function placeName({ section, record }: PresencePlace): string {
  const name = record ? nameOf(page().shared, record) : undefined;
  return name ?? (isSection(section) ? sectionName(section) : "");
}

/** The removed or demoted guest still knows the old address of the group link. */
function tellOfNewAddress(answer: CommandAnswer): void {
  if (answer.events.some(({ kind }) => kind === "invitation.renewed"))
    showToast(t("participants.link_renewed"));
}

function isMe(one: Participant): boolean {
  return one.id === page().boot.me.participant_id;
}

/** The people of the record, and those who are present but not in it yet: presence may be ahead for a moment. */
function everybody(): readonly Participant[] {
  const recorded = page().participants.present.value;
  const known = new Set(recorded.map(({ id }) => id));
  const ahead = page().shared.presence.others.value.filter(({ id }) => !known.has(id));
  return [
    ...recorded,
    ...ahead.map(({ id, name, side, role }) => ({ id, name, side, role, is_member: true })),
  ];
}

customElements.define("leitstern-people-in-plan", PeopleInPlan);
