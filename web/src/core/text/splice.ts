/*
 * The difference between two values of a text field as one splice of whole code points. The caret tells which of several
 * possible places changed ("aa" -> "aaa"). Surrogate pairs are never split: half an emoji would damage the document
 * permanently. Pure; used by text-binding.ts.
 */
export interface Splice {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** `caret`: where the selection ends in `after`. Undefined when nothing changed. */
export function spliceBetween(before: string, after: string, caret: number): Splice | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  const behindCaret = Math.max(0, after.length - caret);
  let suffix = commonSuffix(before, after, Math.min(shorter, behindCaret));
  let prefix = commonPrefix(before, after, shorter - suffix);
  suffix = commonSuffix(before, after, shorter - prefix);
  if (cutsPair(before, prefix) || cutsPair(after, prefix)) prefix -= 1;
  if (cutsPair(before, before.length - suffix) || cutsPair(after, after.length - suffix)) suffix -= 1;
  return {
    at: prefix,
    remove: before.length - prefix - suffix,
    insert: after.slice(prefix, after.length - suffix).toWellFormed(),
  };
}

/** An index after a splice. Text inserted exactly at the index goes behind it. */
export function moved(index: number, splice: Splice): number {
  if (index <= splice.at) return index;
  return Math.max(splice.at, index - splice.remove) + splice.insert.length;
}

function commonPrefix(a: string, b: string, limit: number): number {
  let length = 0;
  while (length < limit && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return length;
}

function commonSuffix(a: string, b: string, limit: number): number {
  let length = 0;
  while (length < limit && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length))
    length += 1;
  return length;
}

function cutsPair(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  const after = text.charCodeAt(index);
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
}
