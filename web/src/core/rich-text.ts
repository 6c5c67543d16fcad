/*
 * Rich text (Y.XmlFragment) as plain data, spelled as plan/rich_text.py spells it: `{tag, attributes, children}` for an
 * element, `{text: [[words, formats], ...], attributes}` for a run of text. The content hash is made from this, because
 * the string forms of Yjs and pycrdt differ. Pure. Used by values.ts, recovery and the content hash.
 */
import * as Y from "yjs";

export type RichNode =
  | { readonly tag: string; readonly attributes: Attributes; readonly children: readonly RichNode[] }
  | { readonly text: readonly Run[]; readonly attributes: Attributes };
type Attributes = Readonly<Record<string, unknown>>;
type Run = [words: string, formats: Attributes];

const LINE_BREAKS: readonly string[] = ["hard_break", "br"];

export function richTextToPlain(fragment: Y.XmlFragment): readonly RichNode[] {
  return fragment.toArray().flatMap((child): RichNode[] => {
    if (child instanceof Y.XmlText) return [{ text: runsOf(child), attributes: child.getAttributes() }];
    if (!(child instanceof Y.XmlElement)) return [];
    const attributes = child.getAttributes() as Attributes;
    return [{ tag: child.nodeName, attributes, children: richTextToPlain(child) }];
  });
}

/** A container as plain data, with rich text in it spelled as above. */
export function plainWithRichText(container: Y.Map<unknown> | Y.Array<unknown>): unknown {
  if (container instanceof Y.Array) return container.toArray().map(plainMember);
  return Object.fromEntries([...container.entries()].map(([key, value]) => [key, plainMember(value)]));
}

function plainMember(value: unknown): unknown {
  if (value instanceof Y.XmlFragment) return richTextToPlain(value);
  if (value instanceof Y.Map || value instanceof Y.Array) return plainWithRichText(value);
  return value instanceof Y.Text ? value.toString() : value;
}

/** The words alone, a line for each block. */
export function wordsOfRichText(fragment: Y.XmlFragment): string {
  return linesOf(richTextToPlain(fragment)).join("\n");
}

/** Replaces the content by paragraphs, one for each line of `words`. */
export function fillRichText(fragment: Y.XmlFragment, words: string): void {
  fragment.delete(0, fragment.length);
  if (words !== "") fragment.insert(0, paragraphsOf(words));
}

/** A paragraph for each line. */
export function paragraphsOf(words: string): Y.XmlElement[] {
  return words.split("\n").map((line) => {
    const paragraph = new Y.XmlElement("paragraph");
    if (line) paragraph.insert(0, [new Y.XmlText(line)]);
    return paragraph;
  });
}

/** Neighbouring runs of the same formats are one: the libraries cut them differently. */
function runsOf(text: Y.XmlText): readonly Run[] {
  const runs: Run[] = [];
  for (const { insert, attributes = {} } of text.toDelta() as {
    insert: unknown;
    attributes?: Attributes;
  }[]) {
    if (typeof insert !== "string") continue;
    const last = runs.at(-1);
    if (last && spelled(last[1]) === spelled(attributes)) last[0] += insert;
    else runs.push([insert, attributes]);
  }
  return runs;
}

function spelled(attributes: Attributes): string {
  return JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function linesOf(nodes: readonly RichNode[]): string[] {
  const lines: string[] = [];
  let isOpen = false;
  for (const node of nodes) {
    const inline = inlineWords(node);
    if (inline === undefined && "children" in node) lines.push(...blockLines(node.children));
    else if (isOpen) lines.push(`${lines.pop()}${inline}`);
    else lines.push(inline ?? "");
    isOpen = inline !== undefined;
  }
  return lines.flatMap((line) => line.split("\n"));
}

function blockLines(children: readonly RichNode[]): readonly string[] {
  const lines = linesOf(children);
  return lines.length > 0 ? lines : [""];
}

/** Words of a text node or line break; undefined for a block. */
function inlineWords(node: RichNode): string | undefined {
  if ("text" in node) return node.text.map(([words]) => words).join("");
  return LINE_BREAKS.includes(node.tag) ? "\n" : undefined;
}
