/*
 * A state of the page as an attribute of the root element, for rules of style that concern the page as a whole. `:root:has(...)`
 * could say the same; then each change of the document would compute the style of every element anew.
 */

import { effect } from "@preact/signals-core";

/** Keeps the attribute there while `isSet` says so. Returns what ends it and removes the attribute. */
export function rootState(attribute: `data-${string}`, isSet: () => boolean): () => void {
  const root = document.documentElement;
  const stop = effect(() => {
    root.toggleAttribute(attribute, isSet());
  });
  return () => {
    stop();
    root.removeAttribute(attribute);
  };
}
