/*
 * Tells keys that are meant for the page (N, ?, P and others without Ctrl or Alt) from letters that somebody types and
 * from keys that a menu, a list or a dialog uses itself. Every key of the page without a modifier asks here.
 */
import { isImeKey } from "./ime-key";

const USES_KEYS_ITSELF = [
  "input",
  "textarea",
  "select",
  "[contenteditable]",
  "[role=menu]",
  "[role=listbox]",
  "[role=grid]",
  "[role=slider]",
  "dialog",
  "[popover]",
].join();

export function isPageKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || isImeKey(event)) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return !(event.target instanceof Element && event.target.closest(USES_KEYS_ITSELF));
}
