/*
 * Tells keys that belong to an input method (Japanese, Chinese, Korean and others) from keys that are meant for the page.
 * Every keydown handler of the page asks here first; test/core/dom/ime-key.test.ts holds them to it.
 */

/** The key code of every key that an input method handles; Safari reports nothing else for some of them. */
const HANDLED_BY_IME = 229;

/**
 * Whether the key press is part of a composition. Safari ends the composition before it reports the Enter that confirmed
 * the candidate, so `isComposing` is false there and only the key code tells.
 */
export function isImeKey(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === HANDLED_BY_IME;
}
