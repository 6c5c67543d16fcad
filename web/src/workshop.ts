/*
 * The plan page's script and its composition root: reads what the server wrote into the page, opens the shared
 * document, and lets the islands appear when there is something to show. Nothing else makes a replica.
 */

import { computed, type ReadonlySignal } from "@preact/signals-core";
import { createFormat } from "./core/format";
import { loadMessages } from "./core/i18n";
import { clearLocal } from "./core/offline";
import { openReplica, type Replica } from "./core/replica";
import { keepThisPage } from "./core/serviceworker";
import { Measures } from "./doc/measures";
import { openPlan } from "./doc/plan";
import { Backlinks } from "./elements/backlinks";
import { ComputedViews } from "./elements/computed-views";
import { type Boot, page, provideContext } from "./elements/context";
import { PresenceIndex } from "./elements/presence-index";
import { keepPressesSteady } from "./elements/pressing";
import { followHash, route } from "./elements/route";
import { showSections } from "./elements/sections";
import { keepFieldSteady } from "./elements/steady";
import { tellWhereabouts } from "./elements/whereabouts";
import "./elements/notes";
import "./elements/plan-header";
import "./elements/presence-bar";
import "./elements/private-room";
import "./elements/record-section";
import "./elements/saved-line";
import "./elements/timeline";
import "./elements/trouble-line";
import "./elements/welcome";

interface BootWithUrls extends Boot {
  readonly urls: { readonly measures: string };
}

function readBoot(): BootWithUrls {
  const source = document.getElementById("boot")?.textContent;
  if (!source) throw new Error("the page carries no boot values");
  return JSON.parse(source) as BootWithUrls;
}

async function open(): Promise<void> {
  const boot = readBoot();
  const words = loadMessages(boot.locale);
  const replica = replicaOf(boot, boot.documents.shared);
  const plan = openPlan(replica);
  const measures = new Measures();
  provideContext({
    boot,
    plan,
    replica,
    measures,
    format: createFormat(boot.locale),
    presence: new PresenceIndex(replica.presence),
    backlinks: new Backlinks(plan),
    mayWrite: mayWrite(boot, replica),
    privateRoom: privateRoomOf(boot),
    activeReplica: () => activeReplica(replica),
  });
  followHash();
  clearAtSignOut(replica);
  await Promise.all([words, replica.whenLoaded]);
  appear();
  tellWhereabouts(replica);
  new ComputedViews(replica, measures, boot.urls.measures).follow();
  undoByKeys();
  const content = document.querySelector("main");
  if (content) {
    keepFieldSteady(content);
    keepPressesSteady(content);
  }
  void keepThisPage();
}

function replicaOf(boot: Boot, documentId: string): Replica {
  return openReplica({
    documentId,
    url: `/sync/${documentId}`,
    persistence: true,
    owner: boot.me.participant_id,
  });
}

/** Before WELCOME the role of the page counts, afterwards the connection's. */
function mayWrite(boot: Boot, replica: Replica): ReadonlySignal<boolean> {
  return computed(() => replica.mayWrite.value && (replica.role.value ?? boot.me.role) === "editor");
}

let privateReplica: Replica | undefined;

function privateRoomOf(boot: Boot): () => Replica | undefined {
  return () => {
    const documentId = boot.documents[boot.me.side];
    if (documentId && !privateReplica) privateReplica = replicaOf(boot, documentId);
    return privateReplica;
  };
}

function activeReplica(shared: Replica): Replica {
  return route.peek().section === "private" && privateReplica ? privateReplica : shared;
}

/** The islands in plan.html wait as plain tags; they come alive all at once when the plan can be shown. */
function appear(): void {
  document.documentElement.toggleAttribute("data-ready", true);
  for (const host of document.querySelectorAll<HTMLElement>("[data-mount]")) {
    host.replaceChildren(document.createElement(host.dataset["mount"] ?? ""));
  }
  showSections();
}

/** Fields have their own undo (bound texts, or the browser's for half-typed values); elsewhere the keys come here. */
function undoByKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    const isRedo = (key === "z" && event.shiftKey) || (key === "y" && !event.metaKey);
    if (key !== "z" && !isRedo) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    const { undo } = page().activeReplica();
    if (isRedo) undo.redo();
    else undo.undo();
  });
}

/** What this browser kept of the plan goes when its person goes; first whoever still reads or writes it. */
function clearAtSignOut(shared: Replica): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || new URL(form.action).pathname !== "/logout") return;
    if (form.dataset["cleared"] !== undefined) return;
    event.preventDefault();
    form.dataset["cleared"] = "";
    const closed = Promise.allSettled([shared.close(), privateReplica?.close()]);
    void closed.then(clearLocal).finally(() => form.requestSubmit());
  });
}

void open();
