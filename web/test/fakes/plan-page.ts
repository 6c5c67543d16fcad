/*
 * A plan page without a server: one shared and one private document, and the context that elements read. The caller
 * closes it.
 */
import { computed, type Signal, signal } from "@preact/signals-core";
import { vi } from "vitest";
import * as Y from "yjs";
import { createFormat } from "../../src/core/intl/format";
import { loadMessages } from "../../src/core/intl/i18n";
import { openReplica } from "../../src/core/replica";
import { Choices } from "../../src/doc/choices";
import { Discussion } from "../../src/doc/discussion";
import { GivenWords } from "../../src/doc/given-words";
import { Measures } from "../../src/doc/measures";
import { OwnAnswers } from "../../src/doc/own-answers";
import { Participants } from "../../src/doc/participants";
import { PlanDocument } from "../../src/doc/plan-document";
import { Requests } from "../../src/doc/requests";
import { Rounds } from "../../src/doc/rounds";
import { SignOffs } from "../../src/doc/sign-offs";
import { TabledItems } from "../../src/doc/tabled-items";
import { UnderstandingScores } from "../../src/doc/understanding-scores";
import { WorkshopSessions } from "../../src/doc/workshop-sessions";
import { provideContext } from "../../src/elements/context";
import { DocumentView } from "../../src/elements/document-view";
import { FakeSocket } from "./socket";

export interface PlanPage {
  readonly shared: DocumentView;
  readonly room: DocumentView;
  /** Whether the person may write. */
  readonly isEditor: Signal<boolean>;
  close(): Promise<void>;
}

export async function openPlanPage(): Promise<PlanPage> {
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("IntersectionObserver", undefined);
  await loadMessages("en");
  const shared = openReplica({ documentId: "doc_s", kind: "shared", url: "/sync/doc_s" });
  const ours = openReplica({ documentId: "doc_p", kind: "supplier", url: "/sync/doc_p" });
  const isEditor = signal(true);
  const mayWrite = computed(() => isEditor.value);
  const plan = new PlanDocument(shared, "shared");
  const table = new DocumentView(plan, mayWrite);
  const room = new DocumentView(new PlanDocument(ours, "supplier", plan), mayWrite);
  provideContext({
    boot: {
      plan_id: "pln_1",
      title: "Growth",
      locale: "en",
      time_zone: "Europe/Berlin",
      documents: { shared: "doc_s", record: "doc_r", supplier: "doc_p" },
      me: {
        participant_id: "par_me",
        name: "Anna Berg",
        side: "supplier",
        role: "editor",
        is_member: true,
        may_invite: true,
        may_rename: true,
        came_by: "mem_anna",
      },
      sides: { supplier: "Nordlicht", customer: "Wendelin" },
    },
    format: createFormat("en"),
    measures: new Measures(),
    ownMeasures: new Measures(),
    shared: table,
    privateRoom: () => room,
    opened: signal(room),
    participants: new Participants(new Y.Doc(), "en"),
    words: new GivenWords(new Y.Doc()),
    scores: new UnderstandingScores(new Y.Doc(), Promise.resolve()),
    choices: new Choices(new Y.Doc()),
    sessions: new WorkshopSessions(new Y.Doc()),
    signOffs: new SignOffs(new Y.Doc()),
    tabled: new TabledItems(new Y.Doc()),
    discussion: new Discussion(new Y.Doc()),
    requests: new Requests(new Y.Doc()),
    rounds: new Rounds(new Y.Doc()),
    ownAnswers: new OwnAnswers("pln_1"),
    sendCommand: () => Promise.reject(new Error("no server here")),
    active: () => table,
  });
  const close = async (): Promise<void> => {
    document.body.replaceChildren();
    await Promise.all([shared.close(), ours.close()]);
    vi.unstubAllGlobals();
  };
  return { shared: table, room, isEditor, close };
}

/** The text of an element as it is read, with single spaces. */
export function wordsIn(element: Element | null | undefined): string {
  return (element?.textContent ?? "").replace(/\s+/g, " ").trim();
}
