/*
 * One document as the elements see it: its content, presence, backlinks, filters, and whether this person may write.
 * Sections, cards, pickers and menus take a view as a property, so the same card works in the shared plan and in a
 * private room. plan-page.ts makes one view for each open document.
 */

import type { ReadonlySignal } from "@preact/signals-core";
import type { Replica } from "../core/replica";
import { Drafts } from "../doc/drafts";
import { LateEdits } from "../doc/late-edits";
import type { PlanDocument } from "../doc/plan-document";
import type { Kind } from "../generated/plan";
import type { Section } from "../generated/presence";
import { Backlinks } from "./backlinks";
import { Filters } from "./filters";
import { PresenceIndex } from "./presence-index";

export class DocumentView {
  readonly plan: PlanDocument;
  readonly mayWrite: ReadonlySignal<boolean>;
  readonly presence: PresenceIndex;
  readonly backlinks: Backlinks;
  readonly filters: Filters;
  readonly lateEdits: LateEdits;
  readonly drafts: Drafts;

  constructor(plan: PlanDocument, mayWrite: ReadonlySignal<boolean>) {
    this.plan = plan;
    this.mayWrite = mayWrite;
    this.presence = new PresenceIndex(plan.replica.presence);
    this.backlinks = new Backlinks(plan);
    this.filters = new Filters(plan);
    this.lateEdits = new LateEdits(plan);
    this.drafts = new Drafts(plan.replica.documentId, plan.replica.participant);
  }

  get replica(): Replica {
    return this.plan.replica;
  }

  /** Whether both sides read it. The server computes values (priority, lateness) only for this document. */
  get isShared(): boolean {
    return this.plan.documentKind === "shared";
  }

  /** The section of the page that shows records of this kind. */
  sectionOf(kind: Kind): Section {
    return this.isShared ? kind : "private";
  }

  /** The address of a record that this document's links may lead to. */
  addressOf(id: string): string | undefined {
    const found = this.plan.locate(id);
    if (!found) return undefined;
    return `${found.document.documentKind === "shared" ? found.kind : "private"}/${id}`;
  }
}
