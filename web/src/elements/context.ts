/*
 * What every island of the plan page works with: the boot values that the server wrote into the page, the plan and
 * its replica, the computed values and the words. Set once by workshop.ts before any island appears.
 */

import type { ReadonlySignal } from "@preact/signals-core";
import type { Format, Locale } from "../core/format";
import type { Replica } from "../core/replica";
import type { Measures } from "../doc/measures";
import type { PlanDoc } from "../doc/plan";
import type { Role, Side } from "../generated/plan";
import type { Backlinks } from "./backlinks";
import type { PresenceIndex } from "./presence-index";

/** The JSON of `<script id="boot">`; only this side's private document is ever named. */
export interface Boot {
  readonly plan_id: string;
  readonly title: string;
  readonly locale: Locale;
  readonly documents: {
    readonly shared: string;
    readonly record: string;
    readonly supplier?: string;
    readonly customer?: string;
  };
  readonly me: {
    readonly participant_id: string;
    readonly name: string;
    readonly side: Side;
    readonly role: Role;
    readonly is_member: boolean;
  };
  readonly sides: Readonly<Record<Side, string>>;
  readonly currency_default?: string;
}

export interface PageContext {
  readonly boot: Boot;
  readonly format: Format;
  readonly plan: PlanDoc;
  readonly replica: Replica;
  readonly measures: Measures;
  readonly presence: PresenceIndex;
  readonly backlinks: Backlinks;
  readonly mayWrite: ReadonlySignal<boolean>;
  /** Opens this side's private document on first use. */
  readonly privateRoom: () => Replica | undefined;
  /** Whose undo Ctrl+Z is: the private room's while it is shown, else the plan's. */
  readonly activeReplica: () => Replica;
}

let current: PageContext | undefined;

export function provideContext(context: PageContext): void {
  current = context;
}

export function page(): PageContext {
  if (!current) throw new Error("an island appeared before workshop.ts provided its context");
  return current;
}
