/*
 * "Our room": the notes of one side. They live in a document of their own that is never sent to the other side, and
 * the screen leaves no doubt about it: own ground, a lock, and the name of who can read it.
 */

import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/i18n";
import type { Replica } from "../core/replica";
import { ROOTS } from "../generated/plan";
import { avatar } from "./avatar";
import { page } from "./context";
import { icon } from "./icon";
import { PresenceIndex } from "./presence-index";
import { savedWords } from "./saved-line";
import type { TextSource } from "./shared-text";
import "./shared-text";
import { troublesOf } from "./trouble";
import "./trouble-line";
import { WatchingElement } from "./watching";

export class PrivateRoom extends WatchingElement {
  static override properties = { source: { state: true } };
  declare source: TextSource | undefined;
  #replica: Replica | undefined;

  protected override appeared(): void {
    const replica = page().privateRoom();
    if (!replica) return;
    this.#replica = replica;
    void replica.whenLoaded.then(() => this.#show(replica));
  }

  #show(replica: Replica): void {
    if (!this.isConnected) return;
    const text = replica.doc.getText("notes");
    const value = signal(text.toString());
    const follow = (): void => {
      value.value = text.toString();
    };
    text.observe(follow);
    this.hold(() => text.unobserve(follow));
    const presence = new PresenceIndex(replica.presence);
    this.hold(() => presence.dispose());
    replica.presence.place({ section: "private", field: "notes" });
    this.hold(() => replica.presence.place(null));
    this.source = {
      replica,
      presence,
      text,
      value,
      place: { section: "private", field: "notes" },
      mayWrite: replica.mayWrite,
      label: t("plan.private_notes"),
      empty: t("plan.private_empty"),
      look: "sheet",
      maxLength: ROOTS.supplier.notes.maxLength,
    };
  }

  protected override render(): TemplateResult {
    const { boot } = page();
    const { side } = boot.me;
    const other = side === "supplier" ? "customer" : "supplier";
    const here = this.source?.presence.others.value ?? [];
    return html`<div class=${`private private--${side}`}>
      <header class="section-head"><div class="section-head__title">${icon("lock-keyhole")}<h2 tabindex="-1" data-heading>${t("plan.private")}</h2>
        <span class=${`badge badge--${side}`}>${t("plan.private_only", { side: boot.sides[side] })}</span></div>
        <span class="avatars">${here.map((person) => html`<span title=${person.name}>${avatar(person.name, person.side)}</span>`)}</span></header>
      <p class="private__promise">${icon("eye-off")}<span>${t("plan.private_lead", { side: boot.sides[side], other: boot.sides[other] })}</span></p>
      ${this.source ? html`<div class="sheet"><leitstern-shared-text .source=${this.source}></leitstern-shared-text></div>` : html`<p class="muted">${t("plan.opening")}</p>`}
      ${this.#replica ? html`${this.#trouble(this.#replica)}<p class="private__saved">${savedWords(this.#replica)}</p>` : nothing}
    </div>`;
  }

  /** What the page's own line does not say already: both documents lose the same server at the same time. */
  #trouble(replica: Replica): TemplateResult | typeof nothing {
    const own = troublesOf(replica).current.value;
    const isTold = own?.kind === troublesOf(page().replica).current.value?.kind;
    return isTold ? nothing : html`<leitstern-trouble .of=${replica}></leitstern-trouble>`;
  }
}

customElements.define("leitstern-private-room", PrivateRoom);
