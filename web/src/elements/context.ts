/*
 * What every island of the plan page needs regardless of its document: the boot values from the page, the shared
 * document's view, the computed values and the formats. plan-page.ts sets it once, before any island appears. A card
 * or list never takes its document from here: it gets a view as a property (document-view.ts).
 */

import type { ReadonlySignal } from "@preact/signals-core";
import type { SendCommand } from "../core/commands/send-command";
import type { Format } from "../core/intl/format";
import type { Locale } from "../core/intl/locale";
import type { Choices } from "../doc/choices";
import type { Discussion } from "../doc/discussion";
import type { GivenWords } from "../doc/given-words";
import type { Measures } from "../doc/measures";
import type { OwnAnswers } from "../doc/own-answers";
import type { Participants } from "../doc/participants";
import type { Requests } from "../doc/requests";
import type { Rounds } from "../doc/rounds";
import type { SignOffs } from "../doc/sign-offs";
import type { TabledItems } from "../doc/tabled-items";
import type { UnderstandingScores } from "../doc/understanding-scores";
import type { WorkshopSessions } from "../doc/workshop-sessions";
import type { Role, Side } from "../generated/plan";
import type { DocumentView } from "./document-view";

/** The JSON of `<script id="boot">`; only this side's private document is ever named. */
export interface Boot {
  readonly plan_id: string;
  /** The session whose page this is; "" on the plan's ordinary page. */
  readonly session_id?: string;
  readonly title: string;
  readonly locale: Locale;
  /** IANA name of the zone by which the plan counts days. */
  readonly time_zone: string;
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
    /** Whether this person may invite, change guests' rights and remove guests. */
    readonly may_invite: boolean;
    readonly may_rename: boolean;
    /** The invitation or account by which this person came. */
    readonly came_by: string;
  };
  /** The side with whose eyes the plan is looked at: everything is for reading, and no private document is named. */
  readonly seen_from?: Side | null;
  /** Whether this person may see what is stored about a person. */
  readonly may_ask_about?: boolean;
  readonly sides: Readonly<Record<Side, string>>;
  readonly currency_default?: string;
}

export interface PageContext {
  readonly boot: Boot;
  readonly format: Format;
  readonly measures: Measures;
  /** What the server computes for this side alone, of its private document. */
  readonly ownMeasures: Measures;
  /** The shared document. */
  readonly shared: DocumentView;
  /** This side's private document, opened on first use; undefined where there is none. */
  readonly privateRoom: () => DocumentView | undefined;
  /** The private document once it was opened. */
  readonly opened: ReadonlySignal<DocumentView | undefined>;
  /** The document that the page shows now; Ctrl+Z undoes in it. */
  readonly active: () => DocumentView;
  /** Who belongs to the plan, by the record document. */
  readonly participants: Participants;
  /** What the customer's side said about statements, by the record document. */
  readonly words: GivenWords;
  readonly scores: UnderstandingScores;
  /** Which opportunities matter to whom on the customer's side. */
  readonly choices: Choices;
  /** Decisions, parked topics and comments, by the record document. */
  readonly discussion: Discussion;
  /** Controllers who are asked for their word, by the record document. */
  readonly requests: Requests;
  /** Votes, estimates and sealed numbers, by the record document. */
  readonly rounds: Rounds;
  /** What this person answered in them. */
  readonly ownAnswers: OwnAnswers;
  /** The plan's sessions, by the record document. */
  readonly sessions: WorkshopSessions;
  /** Fixed versions of the plan and the names under them. */
  readonly signOffs: SignOffs;
  /** What a side put on the table, by the record document. */
  readonly tabled: TabledItems;
  readonly sendCommand: SendCommand;
}

let current: PageContext | undefined;

export function provideContext(context: PageContext): void {
  current = context;
  context.shared.filters.isLate = (id) => context.measures.of(id, "late").value !== undefined;
}

export function page(): PageContext {
  if (!current) throw new Error("an island appeared before plan-page.ts provided its context");
  return current;
}
