/*
 * Operations on a whole record, the same for all kinds: add, move (drag, keys, menu), delete with undo. Each is one
 * undoable step and is announced. A move is relative to the visible cards, so "up" always has a visible effect in a
 * filtered list.
 */

import { signal } from "@preact/signals-core";
import { type MessageKey, t } from "../core/intl/i18n";
import type { Position } from "../core/records/record-set";
import type { Kind } from "../generated/plan";
import { announce } from "./announcer";
import type { DocumentView } from "./document-view";
import { type MenuEntry, openMenu } from "./menu";
import { openRecordHistory } from "./record-history";
import { nameOf } from "./record-names";
import { remarkEntry } from "./remark-entry";
import { goToAddress } from "./route";
import { isByHand } from "./sorting";
import { mayBeTabled, openTableDialog } from "./table-dialog";
import { askWhoTakesOver, handOver, responsibilitiesOf } from "./takeover";
import { showToast } from "./toast";
import { mayTry, openWhatIf } from "./what-if-dialog";

interface Card extends HTMLElement {
  readonly view: DocumentView;
  readonly kind: Kind;
  readonly recordId: string;
  additions?(): readonly MenuEntry[];
  focusName?(): void;
}

/** The ids of the cards in this card's list, in visible order. */
function shownIds(card: HTMLElement): string[] {
  const cards = card.parentElement?.querySelectorAll<HTMLElement>(":scope > [data-record]") ?? [];
  return [...cards].flatMap((sibling) => sibling.dataset["record"] ?? []);
}

/** The record that was created last in this browser. */
export const justMade = signal<string | undefined>(undefined);

/** Creates a record and returns its id. */
export function addRecord(
  view: DocumentView,
  kind: Kind,
  values: Readonly<Record<string, unknown>>,
  position: Position,
): string {
  const id = view.plan.add(kind, values, position);
  view.filters.keepInSight(id);
  justMade.value = id;
  announce(t(`kinds.${kind}.added`));
  return id;
}

export function moveRecord(view: DocumentView, kind: Kind, id: string, position: Position): void {
  const { undo } = view.replica;
  const records = view.plan.any(kind);
  undo.stopCapturing();
  records.move(id, position);
  undo.stopCapturing();
  const ids = records.ids.peek();
  announce(
    t("plan.moved", { name: nameOf(view, id) ?? "", position: ids.indexOf(id) + 1, count: ids.length }),
  );
}

type Way = "up" | "down" | "first" | "last";

function positionFor(card: Card, way: Way): Position | undefined {
  if (!isByHand(card.view, card.kind)) return undefined;
  const shown = shownIds(card);
  const at = shown.indexOf(card.recordId);
  const target = way === "up" ? at - 1 : way === "down" ? at + 1 : way === "first" ? 0 : shown.length - 1;
  const neighbour = shown[target];
  if (at < 0 || neighbour === undefined || target === at) return undefined;
  return target < at ? { before: neighbour } : { after: neighbour };
}

function moveCard(card: Card, way: Way): void {
  const position = positionFor(card, way);
  if (!position) {
    if (!isByHand(card.view, card.kind)) announce(t("sort.hand_first"));
    return;
  }
  const focused = document.activeElement as HTMLElement | null;
  moveRecord(card.view, card.kind, card.recordId, position);
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
      card.scrollIntoView({ block: "nearest" });
    }),
  );
}

/** Alt with up, down, Home or End moves the card. */
export function moveByKeys(event: KeyboardEvent, card: Card): void {
  const ways: Readonly<Record<string, Way>> = {
    ArrowUp: "up",
    ArrowDown: "down",
    Home: "first",
    End: "last",
  };
  const way = ways[event.key];
  if (!way) return;
  event.preventDefault();
  event.stopPropagation();
  moveCard(card, way);
}

export function openRecordMenu(button: HTMLElement, card: Card): void {
  const mayWrite = card.view.mayWrite.peek();
  openMenu(button, t("plan.menu_of", { name: nameOf(card.view, card.recordId) ?? "" }), [
    ...(mayWrite ? moves(card) : []),
    ...((mayWrite && card.additions?.()) || []),
    ...(mayTry(card.view, card.kind)
      ? ([
          "line",
          {
            label: t("what_if.open"),
            icon: "sliders-horizontal",
            run: () => openWhatIf(card.view, card.kind, card.recordId),
          },
        ] as const)
      : []),
    ...(mayWrite && mayBeTabled(card.view, card.kind)
      ? (["line", { label: t("table.put"), icon: "handshake", run: () => openTableDialog(card) }] as const)
      : []),
    ...remarkEntry(card.view, card.recordId),
    ...leadsTo(card),
    ...(mayWrite ? (["line"] as const) : []),
    { label: t("history.menu"), icon: "history", run: () => openRecordHistory(card) },
    { label: t("plan.copy_link"), icon: "link", run: () => copyLink(card) },
    ...(mayWrite
      ? [{ label: t("plan.delete"), icon: "trash-2", isDanger: true, run: () => removeCard(card) }]
      : []),
  ]);
}

function moves(card: Card): readonly MenuEntry[] {
  const move = (way: Way, label: MessageKey, iconName: string, keys: string): MenuEntry => ({
    label: t(label),
    icon: iconName,
    keys,
    isDisabled: positionFor(card, way) === undefined,
    run: () => moveCard(card, way),
  });
  return [
    { heading: t("plan.move") },
    move("up", "plan.move_up", "arrow-up", "Alt ↑"),
    move("down", "plan.move_down", "arrow-down", "Alt ↓"),
    move("first", "plan.move_first", "chevron-up", ""),
    move("last", "plan.move_last", "chevron-down", ""),
  ];
}

/** The address of this card, to share by mail or chat; participants of the plan can open it. */
function copyLink({ view, recordId }: Card): void {
  const url = new URL(location.href);
  url.hash = view.addressOf(recordId) ?? recordId;
  navigator.clipboard.writeText(url.href).then(
    () => showToast(t("base.copied")),
    () => showToast(t("base.copy_failed")),
  );
}

/** Menu items that open the records this one links to, because inside a field they are not links. */
function leadsTo({ view, kind, recordId }: Card): readonly MenuEntry[] {
  const fields = Object.entries(view.plan.fields(kind)).filter(([, shape]) => shape.crdt === "links");
  const ids = fields.flatMap(([name]) => view.plan.targetIds(kind, recordId, name));
  const known = ids.flatMap((id) => {
    const address = view.addressOf(id);
    return address
      ? [{ label: nameOf(view, id) ?? "", icon: "arrow-right", run: () => goToAddress(address) }]
      : [];
  });
  return known.length ? ["line", { heading: t("plan.go_to") }, ...known] : [];
}

/** A person who is responsible for something is deleted once it is known who takes over. */
function removeCard(card: Card): void {
  const { view, kind, recordId: id } = card;
  const owned = kind === "people" ? responsibilitiesOf(view, id) : [];
  if (owned.length === 0) return removeNow(card);
  askWhoTakesOver(view, id, owned, (next) => removeNow(card, () => handOver(view, owned, next)));
}

function removeNow(card: Card, besides?: () => void): void {
  const next = (card.nextElementSibling ?? card.previousElementSibling) as Card | null;
  const section = card.closest("leitstern-record-section");
  removeRecord(card.view, card.kind, card.recordId, besides);
  requestAnimationFrame(() => {
    if (next?.focusName) next.focusName();
    else section?.querySelector<HTMLElement>("[data-add]")?.focus({ preventScroll: true });
  });
}

/** Restores a record from the bin and shows it. Whoever is writing in it stays in the field. */
export function restoreRecord(view: DocumentView, kind: Kind, id: string): void {
  view.plan.restore(kind, id);
  announce(t("bin.restored", { name: nameOf(view, id) ?? "" }));
  const address = view.addressOf(id);
  const isWrittenIn = document.activeElement?.closest<HTMLElement>("[data-record]")?.dataset["record"] === id;
  if (address && !isWrittenIn) goToAddress(address);
}

/** Deletes, and offers undo until another undoable step was made. */
export function removeRecord(view: DocumentView, kind: Kind, id: string, besides?: () => void): void {
  const { undo } = view.replica;
  const name = nameOf(view, id) ?? "";
  view.plan.remove(kind, id, besides);
  const dismiss = showToast(t(`kinds.${kind}.deleted`, { name }), {
    label: t("plan.undo"),
    run: () => undo.undo(),
  });
  const onNext = (): void => {
    undo.off("stack-item-added", onNext);
    dismiss();
  };
  undo.on("stack-item-added", onNext);
}
