/*
 * What is done to a whole record, the same for all kinds: adding, moving (drag, keys, menu), deleting with a way back.
 * Each deed is one undoable step and is announced. Where a card moves to is meant among the cards that are shown: a
 * filter does not make "up" a no-op.
 */

import { type MessageKey, t } from "../core/i18n";
import type { Position } from "../core/records";
import type { RecordKind } from "../doc/plan";
import { announce } from "./announcer";
import { page } from "./context";
import { type MenuEntry, openMenu } from "./menu";
import { fieldsOf, kindOf, nameOf, recordsOf } from "./records-view";
import { goTo } from "./route";
import { showToast } from "./toast";

interface Card extends HTMLElement {
  readonly recordId: string;
  readonly kind: RecordKind;
  additions?(): readonly MenuEntry[];
  focusName?(): void;
}

const DELETED: Readonly<Record<RecordKind, MessageKey>> = {
  people: "plan.deleted_people",
  opportunities: "plan.deleted_opportunities",
  goals: "plan.deleted_goals",
  actions: "plan.deleted_actions",
};

/** The ids of the cards in the list this card stands in, as shown. */
function shownIds(card: HTMLElement): string[] {
  const cards = card.parentElement?.querySelectorAll<HTMLElement>(":scope > [data-record]") ?? [];
  return [...cards].flatMap((sibling) => sibling.dataset["record"] ?? []);
}

export function moveRecord(kind: RecordKind, id: string, position: Position): void {
  const { replica } = page();
  replica.undo.stopCapturing();
  recordsOf(kind).move(id, position);
  replica.undo.stopCapturing();
  const ids = recordsOf(kind).ids.peek();
  announce(t("plan.moved", { name: nameOf(id) ?? "", position: ids.indexOf(id) + 1, count: ids.length }));
}

type Way = "up" | "down" | "first" | "last";

function positionFor(card: Card, way: Way): Position | undefined {
  const shown = shownIds(card);
  const at = shown.indexOf(card.recordId);
  const target = way === "up" ? at - 1 : way === "down" ? at + 1 : way === "first" ? 0 : shown.length - 1;
  const neighbour = shown[target];
  if (at < 0 || neighbour === undefined || target === at) return undefined;
  return target < at ? { before: neighbour } : { after: neighbour };
}

function moveCard(card: Card, way: Way): void {
  const position = positionFor(card, way);
  if (!position) return;
  const focused = document.activeElement as HTMLElement | null;
  moveRecord(card.kind, card.recordId, position);
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
  const move = (way: Way, label: MessageKey, iconName: string, keys: string): MenuEntry => ({
    label: t(label),
    icon: iconName,
    keys,
    isDisabled: positionFor(card, way) === undefined,
    run: () => moveCard(card, way),
  });
  openMenu(button, t("plan.menu_of", { name: nameOf(card.recordId) ?? "" }), [
    { heading: t("plan.move") },
    move("up", "plan.move_up", "arrow-up", "Alt ↑"),
    move("down", "plan.move_down", "arrow-down", "Alt ↓"),
    move("first", "plan.move_first", "chevron-up", ""),
    move("last", "plan.move_last", "chevron-down", ""),
    ...(card.additions?.() ?? []),
    ...leadsTo(card),
    "line",
    { label: t("plan.delete"), icon: "trash-2", isDanger: true, run: () => removeCard(card) },
  ]);
}

/** The records that this one names, to go there: inside a field their names are words. */
function leadsTo(card: Card): readonly MenuEntry[] {
  const fields = Object.entries(fieldsOf(card.kind)).filter(([, shape]) => shape.crdt === "links");
  const ids = fields.flatMap(
    ([name]) => (recordsOf(card.kind).field(card.recordId, name).peek() ?? []) as string[],
  );
  const known = ids.flatMap((id) => {
    const kind = kindOf(id);
    return kind ? [{ label: nameOf(id) ?? "", icon: "arrow-right", run: () => goTo(kind, id) }] : [];
  });
  return known.length ? ["line", { heading: t("plan.go_to") }, ...known] : [];
}

function removeCard(card: Card): void {
  const next = (card.nextElementSibling ?? card.previousElementSibling) as Card | null;
  removeRecord(card.kind, card.recordId);
  requestAnimationFrame(() => {
    if (next?.focusName) next.focusName();
    else document.querySelector<HTMLElement>("[data-add]")?.focus({ preventScroll: true });
  });
}

/** Deletes and offers the way back until something else was done that undo would take back first. */
export function removeRecord(kind: RecordKind, id: string): void {
  const { plan, replica } = page();
  const { undo } = replica;
  const name = nameOf(id) ?? "";
  undo.stopCapturing();
  plan.remove(kind, id);
  undo.stopCapturing();
  const dismiss = showToast(t(DELETED[kind], { name }), { label: t("plan.undo"), run: () => undo.undo() });
  const onNext = (): void => {
    undo.off("stack-item-added", onNext);
    dismiss();
  };
  undo.on("stack-item-added", onNext);
}
