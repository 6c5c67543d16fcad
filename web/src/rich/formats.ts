/*
 * The formats that the toolbar, keys and typed marks (`# `, `- `, `1. `, `[] `) give to rich text, and which of them are in
 * force at the selection. Pure commands of ProseMirror; used by editor.ts.
 */
import { chainCommands, setBlockType, toggleMark } from "prosemirror-commands";
import { type InputRule, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import type { NodeType } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { type Command, type EditorState, Selection } from "prosemirror-state";
import { schema } from "./schema";

export const FORMATS = ["heading", "bullets", "numbers", "tasks", "strong", "em"] as const;
export type Format = (typeof FORMATS)[number];

const { nodes, marks } = schema;
const LISTS = new Map<Format, NodeType>([
  ["bullets", nodes.bullet_list],
  ["numbers", nodes.ordered_list],
  ["tasks", nodes.task_list],
]);

/** Gives the format to the selection, or takes it away. */
export function toggle(format: Format): Command {
  if (format === "heading") return toggleHeading;
  const list = LISTS.get(format);
  return list ? toggleList(list) : toggleMark(marks[format as "strong" | "em"]);
}

export function formatsAt(state: EditorState): ReadonlySet<Format> {
  return new Set(FORMATS.filter((format) => isAt(state, format)));
}

/** Enter in a list starts the next item; in an empty item it ends the list. */
export const nextItem = chainCommands(
  splitListItem(nodes.task_item, { checked: false }),
  liftEmpty(nodes.task_item),
  splitListItem(nodes.list_item),
);
export const indent = chainCommands(sinkListItem(nodes.task_item), sinkListItem(nodes.list_item));
export const outdent = chainCommands(liftListItem(nodes.task_item), liftListItem(nodes.list_item));

export function typedMarks(): InputRule[] {
  return [
    textblockTypeInputRule(/^(#{1,2})\s$/, nodes.heading, ([, hashes]) => ({ level: hashes?.length ?? 1 })),
    wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
    wrappingInputRule(/^1[.)]\s$/, nodes.ordered_list),
    wrappingInputRule(/^\[ ?\]\s$/, nodes.task_list),
  ];
}

const toggleHeading: Command = (state, dispatch, view) => {
  const isHeading = isAt(state, "heading");
  return setBlockType(isHeading ? nodes.paragraph : nodes.heading)(state, dispatch, view);
};

/** In a list of this kind: out of it. In another list: the other one becomes this one, item by item. */
function toggleList(list: NodeType): Command {
  return (state, dispatch, view) => {
    const found = listAround(state);
    if (!found) return wrapInList(list)(state, dispatch, view);
    if (found.node.type === list) return outdent(state, dispatch, view);
    const item = list === nodes.task_list ? nodes.task_item : nodes.list_item;
    const items = found.node.children.map((one) => item.create(null, one.content));
    const end = found.pos + found.node.nodeSize;
    const transaction = state.tr.replaceWith(found.pos, end, list.create(null, items));
    // Every position is the same as before, because only the types of the nodes have changed.
    dispatch?.(transaction.setSelection(Selection.fromJSON(transaction.doc, state.selection.toJSON())));
    return true;
  };
}

function isAt(state: EditorState, format: Format): boolean {
  const { $from, from, to, empty } = state.selection;
  if (format === "heading") return $from.parent.type === nodes.heading;
  const list = LISTS.get(format);
  if (list) return listAround(state)?.node.type === list;
  const mark = marks[format as "strong" | "em"];
  if (empty) return mark.isInSet(state.storedMarks ?? $from.marks()) !== undefined;
  return state.doc.rangeHasMark(from, to, mark);
}

/** The innermost list that the selection begins in. */
function listAround({ selection: { $from } }: EditorState) {
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth);
    if ([...LISTS.values()].includes(node.type)) return { node, pos: $from.before(depth) };
  }
  return undefined;
}

function liftEmpty(item: NodeType): Command {
  return (state, dispatch, view) => {
    const { $from, empty } = state.selection;
    const isEmptyItem = empty && $from.parent.content.size === 0 && $from.node(-1)?.type === item;
    return isEmptyItem && liftListItem(item)(state, dispatch, view);
  };
}
