/*
 * Writes the difference of two rich texts, block by block, into the second one: a paragraph or list is carried whole where it
 * differs, because its formats do not merge word by word; all other blocks stay as the server has them. Pure; used by
 * rebase.ts.
 */
import * as Y from "yjs";
import { richTextToPlain } from "../rich-text";

type Block = Y.XmlElement | Y.XmlText;

/** Makes `to` equal to `from`, and leaves the blocks that both begin and end with. */
export function equaliseBlocks(from: Y.XmlFragment, to: Y.XmlFragment): void {
  const [ours, theirs] = [spelledBlocks(from), spelledBlocks(to)];
  const shorter = Math.min(ours.length, theirs.length);
  let start = 0;
  while (start < shorter && ours[start] === theirs[start]) start += 1;
  let end = 0;
  while (end < shorter - start && ours.at(-1 - end) === theirs.at(-1 - end)) end += 1;
  to.delete(start, theirs.length - start - end);
  const clones = blocksOf(from)
    .slice(start, ours.length - end)
    .map((block) => block.clone());
  to.insert(start, clones);
}

/** Carries the blocks of `from` that `isOwn`: in the place of the same block, or after the one that stood before it. */
export function carryBlocks(from: Y.XmlFragment, to: Y.XmlFragment, isOwn: (block: Block) => boolean): void {
  let after = 0;
  for (const block of blocksOf(from)) {
    const there = counterpartOf(block, to);
    const at = there ? blocksOf(to).indexOf(there) : -1;
    if (isOwn(block) && !(there && spelled(block) === spelled(there))) {
      if (at >= 0) to.delete(at, 1);
      after = at >= 0 ? at : after;
      to.insert(after, [block.clone()]);
      after += 1;
    } else if (at >= 0) after = at + 1;
  }
}

/** The same block in the other document: made by the same insertion. */
function counterpartOf(block: Block, to: Y.XmlFragment): Block | undefined {
  const id = block._item?.id;
  const store = to.doc?.store;
  if (!id || !store || Y.getState(store, id.client) <= id.clock) return undefined;
  const item: unknown = Y.getItem(store, id);
  const type = item instanceof Y.Item && !item.deleted && (item.content as Y.ContentType).type;
  return blocksOf(to).find((one) => one === type);
}

function blocksOf(fragment: Y.XmlFragment): readonly Block[] {
  return fragment
    .toArray()
    .filter((child): child is Block => child instanceof Y.XmlElement || child instanceof Y.XmlText);
}

function spelledBlocks(fragment: Y.XmlFragment): readonly string[] {
  return richTextToPlain(fragment).map((node) => JSON.stringify(node));
}

function spelled(block: Block): string {
  return JSON.stringify(richTextNode(block));
}

function richTextNode(block: Block): unknown {
  const attributes = block.getAttributes();
  if (block instanceof Y.XmlText) return { text: block.toDelta(), attributes };
  return { tag: block.nodeName, attributes, children: richTextToPlain(block) };
}
