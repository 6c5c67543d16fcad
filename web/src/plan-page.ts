/*
 * The plan page's script and its composition root: reads what the server wrote into the page, opens the shared
 * document, and lets the islands appear when there is something to show. Nothing else makes a replica.
 */

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import { commandSender, type SendCommand } from "./core/commands/send-command";
import { isImeKey } from "./core/dom/ime-key";
import { whenIdle } from "./core/dom/when-idle";
import { createFormat } from "./core/intl/format";
import { loadMessages, t } from "./core/intl/i18n";
import { followDays } from "./core/intl/today";
import { clearLocal } from "./core/local/copy-deletion";
import { keepThisPage } from "./core/local/service-worker";
import { openReplica, type Replica } from "./core/replica";
import { serverNow } from "./core/sync/server-clock";
import { Choices } from "./doc/choices";
import { Discussion } from "./doc/discussion";
import { GivenWords } from "./doc/given-words";
import { Measures } from "./doc/measures";
import { OwnAnswers } from "./doc/own-answers";
import { Participants } from "./doc/participants";
import { PlanDocument } from "./doc/plan-document";
import { Requests } from "./doc/requests";
import { Rounds } from "./doc/rounds";
import { SignOffs } from "./doc/sign-offs";
import { TabledItems } from "./doc/tabled-items";
import { UnderstandingScores } from "./doc/understanding-scores";
import { WorkshopSessions } from "./doc/workshop-sessions";
import { leaveWhenAccessEnds } from "./elements/access-end";
import { ComputedViews } from "./elements/computed-views";
import { type Boot, page, provideContext } from "./elements/context";
import { DocumentView } from "./elements/document-view";
import { followOwnFocus, worksOnOwn } from "./elements/own-side";
import { followPageKeys } from "./elements/page-keys";
import { reportPresence } from "./elements/presence-reporter";
import { followHash, route } from "./elements/route";
import { anchorFocusedField } from "./elements/scroll-anchor";
import { showSections } from "./elements/sections";
import { followFocus } from "./elements/session-focus";
import { followSession } from "./elements/session-following";
import { stabilizeClicks } from "./elements/stable-clicks";
import type { DocumentKind } from "./generated/plan";
import "./elements/are-you";
import "./elements/deletion-notice";
import "./elements/charter";
import "./elements/check-section";
import "./elements/claims-section";
import "./elements/financials-section";
import "./elements/headed-section";
import "./elements/supplier-view";
import "./elements/unsent-words";
import "./elements/notes";
import "./elements/plan-header";
import "./elements/presence-bar";
import "./elements/private-room";
import "./elements/record-section";
import "./elements/review-panel";
import "./elements/round-panel";
import "./elements/saved-line";
import "./elements/session-bar";
import "./elements/session-screen";
import "./elements/timeline";
import { takeStep } from "./elements/undo-buttons";
import "./elements/sync-issue-line";
import "./elements/white-space-section";
import "./elements/workshop-section";

interface BootWithUrls extends Boot {
  readonly urls: { readonly measures: string; readonly own_measures: string };
}

function readBoot(): BootWithUrls {
  const source = document.getElementById("boot")?.textContent;
  if (!source) throw new Error("the page carries no boot values");
  return JSON.parse(source) as BootWithUrls;
}

async function open(): Promise<void> {
  const boot = readBoot();
  const words = loadMessages(boot.locale);
  const replica = replicaOf(boot, "shared", boot.documents.shared);
  const shared = new DocumentView(new PlanDocument(replica, "shared"), mayWrite(boot, replica));
  const [measures, ownMeasures] = [new Measures(), new Measures()];
  const privateRoom = privateRoomOf(boot, shared, ownMeasures);
  const recordReplica = openRecord(boot);
  const record = recordReplica.doc;
  const rounds = new Rounds(record);
  const ownAnswers = new OwnAnswers(boot.plan_id);
  provideContext({
    boot,
    measures,
    ownMeasures,
    shared,
    privateRoom,
    opened: privateView,
    format: createFormat(boot.locale),
    active: () =>
      (route.value.section === "private" || worksOnOwn.value ? privateRoom() : undefined) ?? shared,
    participants: new Participants(record, boot.locale),
    words: new GivenWords(record),
    scores: new UnderstandingScores(record, recordReplica.whenSynced),
    sessions: new WorkshopSessions(record),
    signOffs: new SignOffs(record),
    tabled: new TabledItems(record),
    choices: new Choices(record),
    discussion: new Discussion(record),
    requests: new Requests(record),
    rounds,
    ownAnswers,
    sendCommand: boot.seen_from
      ? refuseCommand
      : commandSender({ planId: boot.plan_id, isOnline: () => navigator.onLine }),
  });
  followDays(boot.time_zone, serverNow);
  if (boot.session_id && location.hash === "") location.replace("#workshop");
  followHash();
  followOwnFocus();
  clearAtSignOut(replica);
  leaveWhenAccessEnds(replica, () => [replica, privateView.peek()?.replica]);
  askBeforeLosingWords(() => [replica, privateView.peek()?.replica]);
  await Promise.all([words, replica.whenLoaded, whenParsed()]);
  ownAnswers.follow(rounds);
  appear();
  followRole(shared);
  if (boot.session_id) {
    followFocus(boot.session_id);
    followSession(boot.session_id);
  }
  if (!boot.seen_from) reportPresence(shared);
  new ComputedViews(replica, measures, boot.urls.measures).follow();
  undoByKeys();
  followPageKeys();
  const content = document.querySelector("main");
  if (content) {
    anchorFocusedField(content);
    stabilizeClicks(content);
  }
  // The editor of notes is not needed for the first screen, but without connection: it is kept with the page.
  whenIdle(
    () => void import("./rich/editor").catch(() => {}).finally(boot.seen_from ? undefined : keepThisPage),
  );
}

/** This script runs as soon as it is there: the connection and the local copy open while the page is still parsed. */
async function whenParsed(): Promise<void> {
  if (document.readyState !== "loading") return;
  await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
}

/** Seen with the eyes of the other side nothing is written, so no copy is kept and none is read. */
function replicaOf({ me, seen_from }: Boot, kind: DocumentKind, documentId: string): Replica {
  if (seen_from) return openReplica({ documentId, kind, url: `/sync/${documentId}?as=${seen_from}` });
  const owner = { participant: me.participant_id, name: me.name, cameBy: me.came_by };
  return openReplica({ documentId, kind, url: `/sync/${documentId}`, owner });
}

/** The server would take a command of the person who looks: nothing is sent, so that the view stays what it says. */
const refuseCommand: SendCommand = async () => ({
  kind: "refused",
  code: "forbidden",
  message: t("refusal.forbidden"),
});

/** Without a local copy, leaving the page would lose unsent changes: the browser asks first. */
function askBeforeLosingWords(replicas: () => readonly (Replica | undefined)[]): void {
  addEventListener("beforeunload", (event) => {
    const isLost = (replica: Replica | undefined) => replica?.isWaiting.peek() && !replica.isKept.peek();
    if (replicas().some(isLost)) event.preventDefault();
  });
}

/** Nobody writes it here, and it is of no use without connection: no copy is kept. */
function openRecord({ documents, seen_from }: Boot): Replica {
  const documentId = documents.record;
  const url = `/sync/${documentId}${seen_from ? `?as=${seen_from}` : ""}`;
  return openReplica({ documentId, kind: "record", url });
}

/** Before WELCOME the role of the page counts, afterwards the connection's. */
function mayWrite(boot: Boot, replica: Replica): ReadonlySignal<boolean> {
  return computed(() => replica.mayWrite.value && (replica.role.value ?? boot.me.role) === "editor");
}

const privateView = signal<DocumentView | undefined>(undefined);

/** This side's private document, opened when it is first looked at. Its links may lead to the shared document. */
function privateRoomOf(
  boot: BootWithUrls,
  shared: DocumentView,
  measures: Measures,
): () => DocumentView | undefined {
  return () => {
    const { side } = boot.me;
    const documentId = boot.documents[side];
    const opened = privateView.peek();
    if (!documentId || opened) return opened;
    const replica = replicaOf(boot, side, documentId);
    const view = new DocumentView(new PlanDocument(replica, side, shared.plan), mayWrite(boot, replica));
    privateView.value = view;
    reportPresence(view);
    new ComputedViews(replica, measures, boot.urls.own_measures, shared.replica).follow();
    return view;
  };
}

/** The overview panel is the server's and the same for all: what asks to write is hidden from readers. */
function followRole(shared: DocumentView): void {
  const overview = document.querySelector("[data-section=overview]");
  effect(() => {
    const role = shared.replica.role.value;
    if (role) overview?.toggleAttribute("data-reader", role === "viewer");
  });
}

/** The elements named by `data-mount` in plan.html are created all at once, when the plan can be shown. */
function appear(): void {
  document.documentElement.toggleAttribute("data-ready", true);
  for (const host of document.querySelectorAll<HTMLElement>("[data-mount]")) {
    host.replaceChildren(document.createElement(host.dataset["mount"] ?? ""));
  }
  showSections();
}

/** A checkbox holds no text, so it has no undo of its own. */
const OWN_UNDO = "input:not([type=checkbox]), textarea, select";

/** Fields have their own undo (bound texts, or the browser's for half-typed values); elsewhere the keys come here. */
function undoByKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isImeKey(event)) return;
    if (event.altKey || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    const isRedo = (key === "z" && event.shiftKey) || (key === "y" && !event.metaKey);
    if (key !== "z" && !isRedo) return;
    if (event.target instanceof Element && event.target.closest(OWN_UNDO)) return;
    event.preventDefault();
    takeStep(page().active(), isRedo ? "redo" : "undo");
  });
}

/** Before signing out: closes the documents, then deletes everything that this browser stored. */
function clearAtSignOut(shared: Replica): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || new URL(form.action).pathname !== "/logout") return;
    if (form.dataset["cleared"] !== undefined) return;
    event.preventDefault();
    form.dataset["cleared"] = "";
    const closed = Promise.allSettled([shared.close(), privateView.peek()?.replica.close()]);
    void closed.then(clearLocal).finally(() => form.requestSubmit());
  });
}

/** Set by start-check.js, which tells the person why. */
if (!document.documentElement.hasAttribute("data-cannot-start")) void open();
