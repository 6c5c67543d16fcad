/*
 * Names of records, kinds and sections on the screen, and the options of pickers. A record is looked up in the view's own
 * document, then in the shared one. Reads signals, so rendering code that calls it stays up to date. Writes nothing.
 */

import { t } from "../core/intl/i18n";
import { isLikelySame } from "../doc/identity";
import { shapeOf } from "../doc/plan-document";
import { KIND_VALUES, type Kind, type Side } from "../generated/plan";
import type { Section } from "../generated/presence";
import { withCompany } from "./company";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { personSide } from "./filters";
import type { PickerOption } from "./picker";

/** The name of a record; undefined if it does not exist or was deleted. */
export function nameOf(view: DocumentView, id: string): string | undefined {
  const words = view.plan.nameOf(id);
  return words === undefined || words.trim() !== "" ? words : t("plan.untitled");
}

/** A participant's name with their company, by id; undefined while `record` is not loaded. */
export function participantName(id: unknown): string | undefined {
  const { boot, participants } = page();
  if (id === boot.me.participant_id) return withCompany(boot.me.name, boot.me.side);
  const found = participants.find(String(id));
  return found && withCompany(found.name, found.side);
}

export function personName(view: DocumentView, id: string): string {
  return view.plan.nameOf(id)?.trim() || t("plan.unnamed_person");
}

export function sideOf(view: DocumentView, personId: unknown): Side | undefined {
  return personSide(view.plan, personId);
}

export function kindIcon(kind: Kind): string {
  return shapeOf(kind).icon;
}

export function sectionName(section: Section): string {
  return isKind(section) ? t(`kinds.${section}.other`) : t(`plan.${section}`);
}

export function isKind(section: Section): section is Kind {
  return (KIND_VALUES as readonly Section[]).includes(section);
}

/** People as options, of one side or all: the current user first, then their own side. */
export function peopleOptions(view: DocumentView, side?: Side): readonly PickerOption[] {
  const { boot } = page();
  const options = view.plan.candidates("people").flatMap((id): PickerOption[] => {
    const itsSide = sideOf(view, id);
    if (side && itsSide !== side) return [];
    const title = view.plan.locate(id)?.document.value("people", id, "title");
    const label = personName(view, id);
    const isMine = isMyEntry(view, id);
    const note = [isMine ? t("plan.me") : "", String(title ?? "")].filter(Boolean).join(" · ");
    return [
      {
        id,
        label,
        isWritten: true,
        ...(itsSide ? { side: itsSide, group: boot.sides[itsSide] } : {}),
        ...(note ? { note } : {}),
      },
    ];
  });
  const rank = (one: PickerOption): number =>
    isMyEntry(view, one.id) ? 0 : one.side === boot.me.side ? 1 : 2;
  return options.sort((one, other) => rank(one) - rank(other));
}

/** The current user's name, if no person record (of this side) has it yet and none is probably theirs. */
export function missingMe(view: DocumentView, side?: Side): string | undefined {
  const { boot } = page();
  if (side && side !== boot.me.side) return undefined;
  const isThere = view.plan.candidates("people").some((id) => isMyEntry(view, id));
  return isThere || likelyMe(view).length > 0 ? undefined : boot.me.name;
}

/** Whether an entry is the current user: by its link, else by their exact name. */
function isMyEntry(view: DocumentView, id: string): boolean {
  const linked = participantOf(view, id);
  return linked ? linked === page().boot.me.participant_id : isMe(personName(view, id));
}

/** Entries of this side that nobody has claimed and whose name may be the current user's; none once one is linked. */
export function likelyMe(view: DocumentView): readonly string[] {
  const { me } = page().boot;
  const own = view.plan.candidates("people").filter((id) => sideOf(view, id) === me.side);
  if (own.some((id) => participantOf(view, id) === me.participant_id)) return [];
  const free = own.filter((id) => participantOf(view, id) === undefined);
  const exact = free.filter((id) => isMe(personName(view, id)));
  return exact.length ? exact : free.filter((id) => isLikelySame(me.name, view.plan.nameOf(id) ?? ""));
}

function participantOf(view: DocumentView, id: string): string | undefined {
  const value = view.plan.locate(id)?.document.value("people", id, "participant");
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isMe(name: string): boolean {
  return name.trim().toLocaleLowerCase() === page().boot.me.name.trim().toLocaleLowerCase();
}

/** Records of some kinds as options, grouped by kind. */
export function recordOptions(
  view: DocumentView,
  kinds: readonly Kind[],
  except?: string,
): readonly PickerOption[] {
  return kinds.flatMap((kind) =>
    view.plan
      .candidates(kind)
      .filter((id) => id !== except)
      .map((id) => ({
        id,
        label: nameOf(view, id) ?? t("plan.untitled"),
        isWritten: true,
        group: t(`kinds.${kind}.other`),
      })),
  );
}
