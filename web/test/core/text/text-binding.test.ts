import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { replaceState } from "../../../src/core/recovery/replace-state";
import { bindText, type TextHooks } from "../../../src/core/text/text-binding";
import { type Random, randomFrom } from "../../fakes/random";

let doc: Y.Doc;
let other: Y.Doc;
let field: HTMLTextAreaElement;
let undo: Y.UndoManager;
let unbind: () => void;
const mayWrite = signal(true);
const origin = Symbol("here");

beforeEach(() => {
  mayWrite.value = true;
  doc = new Y.Doc();
  other = new Y.Doc();
  doc.on("update", (update, from) => from !== "other" && Y.applyUpdate(other, update, "doc"));
  other.on("update", (update, from) => from !== "doc" && Y.applyUpdate(doc, update, "other"));
  undo = new Y.UndoManager(doc, { trackedOrigins: new Set([origin]), captureTimeout: 0 });
  bind(document.createElement("textarea"));
});

afterEach(() => {
  unbind();
  document.body.replaceChildren();
});

function bind(element: HTMLTextAreaElement | HTMLInputElement, hooks: TextHooks = {}): void {
  unbind?.();
  document.body.replaceChildren(element);
  field = element as HTMLTextAreaElement;
  const transact = <T>(change: () => T): T => doc.transact(change, origin);
  unbind = bindText(field, () => doc.getText("title"), { doc, transact, undo, mayWrite }, hooks);
  field.focus();
}

const here = () => doc.getText("title").toString();
const there = () => other.getText("title");

/** Simulates a key: replaces the selection, moves the caret behind it, dispatches the event. */
function type(words: string, start = field.selectionStart, end = field.selectionEnd): void {
  field.value = field.value.slice(0, start) + words + field.value.slice(end);
  field.setSelectionRange(start + words.length, start + words.length);
  field.dispatchEvent(new Event("input"));
}

const fire = (kind: string) => field.dispatchEvent(new Event(kind));

function key(name: string, more: KeyboardEventInit = {}): boolean {
  return field.dispatchEvent(
    new KeyboardEvent("keydown", { key: name, ctrlKey: true, cancelable: true, ...more }),
  );
}

describe("typing", () => {
  it("becomes the smallest splice, located by the caret if letters repeat", () => {
    type("aaaa");
    other.getText("title").applyDelta([{ retain: 2 }, { insert: "|" }]);
    type("a", 1, 1);
    expect(here()).toBe("aaa|aa");
    const update = lastUpdate(() => type("a", 4, 4));
    expect(here()).toBe("aaa|aaa");
    expect(update.byteLength).toBeLessThan(32);
  });

  it("is inserted at the caret, not at the first possible place of a diff", () => {
    type("aaaa");
    const first = Y.createRelativePositionFromTypeIndex(doc.getText("title"), 0);
    type("a", 1, 1);
    expect(Y.createAbsolutePositionFromRelativePosition(first, doc)?.index).toBe(0);
  });

  it("never splits an emoji that shares a surrogate with another", () => {
    type("😀");
    type("😁", 0, 2);
    expect(here()).toBe("😁");
    type("\u{1fa00}", 0, 2);
    type("😀", 0, 2);
    expect(here()).toBe("😀");
    type("😁", 0, 2);
    type("😀", 0, 0);
    type("", 2, 4);
    expect(here()).toBe("😀");
    expect(isWhole(doc)).toBe(true);
  });

  it("removes half an emoji from the input and the field", () => {
    type("a\ud83d");
    expect(here()).toBe("a\ufffd");
    expect(field.value).toBe("a\ufffd");
  });

  it("creates a missing text", () => {
    const roots = doc.getMap<Y.Text>("texts");
    unbind();
    const transact = <T>(change: () => T): T => doc.transact(change, origin);
    const create = () => roots.set("r", new Y.Text());
    unbind = bindText(field, () => roots.get("r"), { doc, transact, undo, mayWrite }, { create });
    type("hello");
    type("!");
    expect(roots.get("r")?.toString()).toBe("hello!");
  });

  it("shows the plan's text if the person may not write", () => {
    type("kept");
    mayWrite.value = false;
    type(" not");
    expect(field.value).toBe("kept");
    expect(here()).toBe("kept");
  });
});

describe("remote edits", () => {
  it("are inserted and keep the selection on its letters", () => {
    type("Nutzen für beide");
    field.setSelectionRange(7, 10, "backward");
    there().insert(0, "Großer ");
    expect(field.value).toBe("Großer Nutzen für beide");
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe("für");
    expect(field.selectionDirection).toBe("backward");
    there().delete(0, 7);
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe("für");
  });

  it("at the caret do not move it", () => {
    type("ab");
    there().insert(2, "cd");
    expect([field.selectionStart, field.selectionEnd]).toEqual([2, 2]);
  });

  it("keep indices correct in a field that cannot show line breaks", () => {
    bind(document.createElement("input"));
    there().insert(0, "one\ntwo\r\nthree");
    expect(field.value).toBe("one two  three");
    type("X", 7, 7);
    expect(here()).toBe("one\ntwoX\r\nthree");
  });

  it("continue in a record that was deleted and restored", () => {
    const records = doc.getMap<Y.Text>("records");
    records.set("a", new Y.Text("first"));
    unbind();
    const transact = <T>(change: () => T): T => doc.transact(change, origin);
    unbind = bindText(field, () => records.get("a"), { doc, transact, undo, mayWrite });
    expect(field.value).toBe("first");
    records.delete("a");
    records.set("a", new Y.Text("again"));
    expect(field.value).toBe("again");
    type("!", 5, 5);
    expect(records.get("a")?.toString()).toBe("again!");
  });
});

describe("undo", () => {
  it("undoes and redoes only own edits, by keys and by the menu", () => {
    type("mine");
    there().insert(0, "yours ");
    expect(key("z")).toBe(false);
    expect(here()).toBe("yours ");
    expect(field.value).toBe("yours ");
    key("z", { shiftKey: true });
    expect(field.value).toBe("yours mine");
    expect(field.selectionStart).toBe(10);
    field.dispatchEvent(new InputEvent("beforeinput", { inputType: "historyUndo", cancelable: true }));
    expect(field.value).toBe("yours ");
    key("y");
    expect(field.value).toBe("yours mine");
  });

  it("ignores other keys", () => {
    expect(key("b")).toBe(true);
    expect(key("z", { ctrlKey: false })).toBe(true);
    expect(key("z", { altKey: true })).toBe(true);
  });
});

describe("a composition", () => {
  it("is not disturbed by others and is sent at once; both texts are there at its end", () => {
    type("plan ");
    fire("compositionstart");
    type("に");
    there().insert(0, "Der ");
    expect(field.value).toBe("plan に");
    type("日", 5, 6);
    expect(there().toString()).toBe("Der plan 日");
    fire("compositionend");
    expect(field.value).toBe("Der plan 日");
    expect(field.selectionStart).toBe(10);
  });

  it("continues when others delete the text around it, including its own sent letters", () => {
    type("abcdef");
    field.setSelectionRange(3, 3);
    fire("compositionstart");
    type("X");
    there().delete(0, 7);
    type("XY", 3, 4);
    fire("compositionend");
    expect(here()).toBe("Y");
    expect(field.value).toBe("Y");
    expect(field.selectionStart).toBe(1);
  });

  it("deletes an emoji as a whole, so that undo restores it", () => {
    type("a😀b");
    fire("compositionstart");
    type("x", 1, 3);
    fire("compositionend");
    expect(here()).toBe("axb");
    key("z");
    expect(here()).toBe("a😀b");
  });

  it("ends when the field loses the focus", () => {
    fire("compositionstart");
    type("ö");
    there().insert(0, "x");
    fire("blur");
    expect([...field.value].sort().join("")).toBe("xö");
    expect(field.value).toBe(here());
  });
});

describe("any sequence of typing, composing, undo and remote edits keeps field and text equal", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    "ends with one text everywhere (seed %i)",
    (seed) => {
      const random = randomFrom(seed);
      let isComposing = false;
      for (let step = 0; step < 120; step += 1) {
        const chance = random.below(12);
        if (chance < 6) typeSomewhere(random);
        else if (chance < 9) editThere(random);
        else if (chance === 9) isComposing = toggle(isComposing);
        else if (chance === 10 && !isComposing) key("z");
        else if (chance === 11 && !isComposing) key("y");
        if (!isComposing) expect(field.value).toBe(here());
        expect(there().toString()).toBe(here());
        expect(here().isWellFormed()).toBe(true);
      }
      if (isComposing) fire("compositionend");
      expect(field.value).toBe(here());
      expect(isWhole(doc)).toBe(true);
    },
  );
});

function toggle(isComposing: boolean): boolean {
  fire(isComposing ? "compositionend" : "compositionstart");
  return !isComposing;
}

const WORDS = ["a", "aa", "b", "😀", "😁", "\u{1fa00}", "👨‍👩‍👧", "ü", "日本", " ", "\n", ""];

function typeSomewhere(random: Random): void {
  const start = boundary(field.value, random);
  const end = Math.max(start, boundary(field.value, random));
  type(random.one(WORDS), start, random.below(3) === 0 ? end : start);
}

function editThere(random: Random): void {
  const text = there().toString();
  const start = boundary(text, random);
  const end = Math.max(start, boundary(text, random));
  if (random.below(2) === 0 && end > start) there().delete(start, end - start);
  else there().insert(start, random.one(WORDS) || "z");
}

/** An index that no surrogate pair spans, as browsers place carets. */
function boundary(text: string, random: Random): number {
  const index = random.below(text.length + 1);
  return text.slice(0, index).isWellFormed() ? index : index + 1;
}

function lastUpdate(change: () => void): Uint8Array {
  let last = new Uint8Array();
  const hear = (update: Uint8Array) => {
    last = update as Uint8Array<ArrayBuffer>;
  };
  doc.on("update", hear);
  change();
  doc.off("update", hear);
  return last;
}

/** Whether the document, written out and read again, still holds the same text: a cut pair would not. */
function isWhole(whole: Y.Doc): boolean {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(whole));
  return copy.getText("title").toString() === whole.getText("title").toString() && here().isWellFormed();
}

describe("a document rebuilt with the same content", () => {
  const again = () => {
    undo.clear();
    replaceState(doc, Y.encodeStateAsUpdate(other));
  };

  it("keeps field, caret and selection, and the next key works", () => {
    type("one two");
    field.setSelectionRange(3, 5);
    again();
    expect([field.value, field.selectionStart, field.selectionEnd]).toEqual(["one two", 3, 5]);
    type("X");
    expect([here(), there().toString()]).toEqual(["oneXwo", "oneXwo"]);
    there().insert(0, "!");
    expect(field.value).toBe("!oneXwo");
  });

  it("does not disturb a composition", () => {
    type("ab");
    fire("compositionstart");
    type("か", 1, 1);
    again();
    type("漢", 1, 2);
    fire("compositionend");
    expect([field.value, here(), there().toString()]).toEqual(["a漢b", "a漢b", "a漢b"]);
  });
});
