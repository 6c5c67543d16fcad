import type { Node } from "prosemirror-model";
import { EditorState, TextSelection } from "prosemirror-state";
import { describe, expect, it } from "vitest";
import { toggle } from "../../src/rich/formats";
import { schema } from "../../src/rich/schema";

const { bullet_list: bullets, list_item: item, paragraph } = schema.nodes;

/** A list of two items with the caret in the second one. */
function stateWithList(): EditorState {
  const line = (words: string): Node => item.create(null, paragraph.create(null, schema.text(words)));
  const doc = schema.nodes.doc.create(null, bullets.create(null, [line("one"), line("two")]));
  return EditorState.create({ schema, doc, selection: TextSelection.create(doc, doc.content.size - 4) });
}

describe("a list", () => {
  it("becomes a list of another kind, and the caret stays where it was", () => {
    const before = stateWithList();
    let after = before;
    toggle("numbers")(before, (transaction) => {
      after = before.apply(transaction);
    });
    expect(after.doc.firstChild?.type.name).toBe("ordered_list");
    expect(after.doc.textContent).toBe("onetwo");
    expect(after.selection.from).toBe(before.selection.from);
  });
});
