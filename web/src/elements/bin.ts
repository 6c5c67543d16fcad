/*
 * The bin of one list ("Recently deleted"): the deleted records of a kind in one document, by whom and when, each with
 * a button that restores it. Collapsed at first; an address that names a deleted record opens it there. Records that
 * never had content (added and undone) are not shown.
 */

import { effect } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { shapeOf } from "../doc/plan-document";
import type { FieldShape, Kind } from "../generated/plan";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { restoreRecord } from "./record-commands";
import { participantName } from "./record-names";
import { route } from "./route";
import { SignalElement } from "./signal-element";

const OF_EVERY_RECORD = new Set(["order", "removed_at", "removed_by", "tabled_at"]);

export class Bin extends SignalElement {
  static override properties = {
    view: { attribute: false },
    kind: { attribute: false },
    isOpen: { state: true },
  };
  declare view: DocumentView;
  declare kind: Kind;
  declare isOpen: boolean;

  protected override appeared(): void {
    this.onDisconnect(effect(() => this.#follow(route.value.record)));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { view, kind } = this;
    const ids = view.plan.any(kind).removed.value.filter((id) => isDeleted(view, kind, id));
    if (ids.length === 0) return nothing;
    return html`<details class="fold bin" .open=${this.isOpen ?? false} @toggle=${this.#toggled}>
      <summary class="fold__summary">${icon("chevron-right")}${t("bin.title", { count: ids.length })}</summary>
      <p class="bin__lead">${t("bin.lead")}</p>
      <ul class="bin__list">${ids.map((id) => this.#entry(id))}</ul></details>`;
  }

  #entry(id: string): TemplateResult {
    const { view, kind } = this;
    const name = String(view.plan.value(kind, id, shapeOf(kind).name) ?? "").trim() || t("plan.untitled");
    return html`<li class="bin__entry" data-removed=${id} tabindex="-1">
      <span class="bin__words"><span class="bin__name">${name}</span><span class="bin__note">${this.#note(id)}</span></span>
      ${
        view.mayWrite.value
          ? html`<button type="button" class="button button--small" aria-label=${t("bin.restore_named", { name })}
            @click=${() => restoreRecord(view, kind, id)}>${icon("archive-restore")}${t("bin.restore")}</button>`
          : nothing
      }</li>`;
  }

  #note(id: string): string {
    const { view, kind } = this;
    const at = Date.parse(String(view.plan.value(kind, id, "removed_at") ?? ""));
    const when = page().format.moment(at);
    const name = participantName(view.plan.value(kind, id, "removed_by"));
    return name ? t("bin.deleted_by", { when, name }) : t("bin.deleted", { when });
  }

  readonly #toggled = (event: Event): void => {
    this.isOpen = (event.target as HTMLDetailsElement).open;
  };

  /** Whether the address names a record in this bin. */
  #follow(id: string | undefined): void {
    const { view, kind } = this;
    if (!id || route.peek().section !== view.sectionOf(kind)) return;
    if (!view.plan.any(kind).removed.peek().includes(id)) return;
    this.isOpen = true;
    void this.updateComplete.then(() => {
      const entry = this.querySelector<HTMLElement>(`[data-removed="${CSS.escape(id)}"]`);
      entry?.scrollIntoView({ block: "center" });
      entry?.focus({ preventScroll: true });
    });
  }
}

/** Not what was put on the table, which only left this document. */
function isDeleted(view: DocumentView, kind: Kind, id: string): boolean {
  return view.plan.value(kind, id, "tabled_at") === undefined && holdsSomething(view, kind, id);
}

/** Whether a field differs from that of a new record. */
function holdsSomething(view: DocumentView, kind: Kind, id: string): boolean {
  return Object.entries<FieldShape>(view.plan.fields(kind)).some(([name, shape]) => {
    if (OF_EVERY_RECORD.has(name) || shape.choices) return false;
    const value = view.plan.value(kind, id, name);
    if (typeof value === "string") return value.trim() !== "";
    if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
    return value !== undefined && value !== shape.default;
  });
}

customElements.define("leitstern-bin", Bin);
