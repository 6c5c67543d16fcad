/*
 * A shared text as a signal of its string, and a rich text as one of its nodes, for read mode. They live as long as their
 * document. Used in this folder.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import type * as Y from "yjs";
import { type RichNode, richTextToPlain } from "../core/rich-text";

export function textValue(text: Y.Text): ReadonlySignal<string> {
  const value = signal(text.toString());
  text.observe(() => {
    value.value = text.toString();
  });
  return value;
}

export function richTextValue(fragment: Y.XmlFragment): ReadonlySignal<readonly RichNode[]> {
  const value = signal(richTextToPlain(fragment));
  fragment.observeDeep(() => {
    value.value = richTextToPlain(fragment);
  });
  return value;
}
