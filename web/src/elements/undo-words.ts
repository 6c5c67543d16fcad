/*
 * What a step of undo did, in a few words for its button: which field of which card, or that a card was added, deleted or
 * moved. Reads signals, so that a renamed card is called by its new name.
 */

import { t, tKnown } from "../core/intl/i18n";
import type { Edit } from "../core/undo/edits";
import { shapeOf } from "../doc/plan-document";
import { KIND_VALUES, type Kind } from "../generated/plan";
import type { DocumentView } from "./document-view";
import { labelOf } from "./field-words";

/** Empty where it cannot be said. A step of redo holds what its undo did: `isReverse`. */
export function wordsOfStep(view: DocumentView, edits: readonly Edit[], isReverse: boolean): string {
  const edit = edits.find(({ path }) => path[2] === "removed_at") ?? edits[0];
  if (!edit) return "";
  const [root = "", id, name] = edit.path;
  if (root === "title") return t("plan.plan_title");
  if (!isKind(root)) return tKnown(`plan.${id ?? root}`) ?? "";
  if (id === undefined || name === undefined) return t(`kinds.${root}.one`);
  const called = String(view.plan.value(root, id, shapeOf(root).name) ?? "").trim() || t("plan.untitled");
  if (name === "removed_at")
    return t(wasDeleted(edit, isReverse) ? "undo.deleted" : "undo.added", { name: called });
  if (name === "order") return t("undo.moved", { name: called });
  const shape = view.plan.fields(root)[name];
  const field = shape ? labelOf({ view, kind: root, name, shape }) : name;
  return t("undo.field", { field, name: called });
}

function wasDeleted(edit: Edit, isReverse: boolean): boolean {
  return (edit.kind === "value" && edit.after !== undefined) !== isReverse;
}

function isKind(root: string): root is Kind {
  return (KIND_VALUES as readonly string[]).includes(root);
}
