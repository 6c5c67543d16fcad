import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { startOver } from "../src/core/startover";
import { bindText, type TextHooks } from "../src/core/textbinding";
import { Undo } from "../src/core/undo";
import { type Random, randomFrom } from "./random";

let doc: Y.Doc;
let other: Y.Doc;
let field: HTMLTextAreaElement;
let undo: Undo;
let unbind: () => void;
const mayWrite = signal(true);
const origin = Symbol("here");

beforeEach(() => {
  mayWrite.value = true;
  doc = new Y.Doc();
  other = new Y.Doc();
  doc.on("update", (update, from) => from !== "other" && Y.applyUpdate(other, update, "doc"));
  other.on("update", (update, from) => from !== "doc" && Y.applyUpdate(doc, update, "other"));
  undo = new Undo(doc, { trackedOrigins: new Set([origin]), captureTimeout: 0 });
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

/** What a browser does for a key: replaces the selection, puts the caret behind, tells. */
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
  it("becomes the smallest splice, at the caret where letters repeat", () => {
    type("aaaa");
    other.getText("title").applyDelta([{ retain: 2 }, { insert: "|" }]);
    type("a", 1, 1);
    expect(here()).toBe("aaa|aa");
    const update = lastUpdate(() => type("a", 4, 4));
    expect(here()).toBe("aaa|aaa");
    expect(update.byteLength).toBeLessThan(32);
  });

  it("goes where the caret was, not where a diff would see it first", () => {
    type("aaaa");
    const first = Y.createRelativePositionFromTypeIndex(doc.getText("title"), 0);
    type("a", 1, 1);
    expect(Y.createAbsolutePositionFromRelativePosition(first, doc)?.index).toBe(0);
  });

  it("never cuts an emoji in two, whatever shares its halves", () => {
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

  it("mends half an emoji that some keyboard hands in, in the field too", () => {
    type("a\ud83d");
    expect(here()).toBe("a\ufffd");
    expect(field.value).toBe("a\ufffd");
  });

  it("makes the text that is not there yet", () => {
    const roots = doc.getMap<Y.Text>("texts");
    unbind();
    const transact = <T>(change: () => T): T => doc.transact(change, origin);
    const create = () => roots.set("r", new Y.Text());
    unbind = bindText(field, () => roots.get("r"), { doc, transact, undo, mayWrite }, { create });
    type("hello");
    type("!");
    expect(roots.get("r")?.toString()).toBe("hello!");
  });

  it("shows what stands in the plan when one may not write", () => {
    type("kept");
    mayWrite.value = false;
    type(" not");
    expect(field.value).toBe("kept");
    expect(here()).toBe("kept");
  });
});

describe("what others type", () => {
  it("moves in and leaves the selection on its letters", () => {
    type("Nutzen für beide");
    field.setSelectionRange(7, 10, "backward");
    there().insert(0, "Großer ");
    expect(field.value).toBe("Großer Nutzen für beide");
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe("für");
    expect(field.selectionDirection).toBe("backward");
    there().delete(0, 7);
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe("für");
  });

  it("does not push the caret when it comes right at the caret", () => {
    type("ab");
    there().insert(2, "cd");
    expect([field.selectionStart, field.selectionEnd]).toEqual([2, 2]);
  });

  it("keeps indices true in a field that cannot show line breaks", () => {
    bind(document.createElement("input"));
    there().insert(0, "one\ntwo\r\nthree");
    expect(field.value).toBe("one two  three");
    type("X", 7, 7);
    expect(here()).toBe("one\ntwoX\r\nthree");
  });

  it("follows a record that was deleted and came back", () => {
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
  it("takes back one's own words alone, by keys and by the menu, and redoes them", () => {
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

  it("leaves other keys alone", () => {
    expect(key("b")).toBe(true);
    expect(key("z", { ctrlKey: false })).toBe(true);
    expect(key("z", { altKey: true })).toBe(true);
  });
});

describe("a composition", () => {
  it("is not disturbed by others, flows out at once, and both are there at its end", () => {
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

  it("goes on when others delete all around it, letters of its own that they saw included", () => {
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

  it("takes an emoji out as a whole, so that an undo brings it back", () => {
    type("a😀b");
    fire("compositionstart");
    type("x", 1, 3);
    fire("compositionend");
    expect(here()).toBe("axb");
    key("z");
    expect(here()).toBe("a😀b");
  });

  it("is brought to its end when the field is left", () => {
    fire("compositionstart");
    type("ö");
    there().insert(0, "x");
    fire("blur");
    expect([...field.value].sort().join("")).toBe("xö");
    expect(field.value).toBe(here());
  });
});

describe("any sequence of typing, composing, undo and remote edits", () => {
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

describe("a document that starts over with the same words", () => {
  const again = () => {
    undo.clear();
    startOver(doc, Y.encodeStateAsUpdate(other));
  };

  it("leaves field, caret and selection as they are, and the next key goes there", () => {
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
