/*
 * A shared text as a signal of its string, for read mode. Lives as long as its document. Used in this folder.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import type * as Y from "yjs";

export function textValue(text: Y.Text): ReadonlySignal<string> {
  const value = signal(text.toString());
  text.observe(() => {
    value.value = text.toString();
  });
  return value;
}
