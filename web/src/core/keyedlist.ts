/*
 * Keeps the children of a container in the order of a list of keys. Works once per animation frame, never moves the
 * focused child (moving blurs it and ends compositions), and uses `moveBefore` where the browser has it.
 */
import type { ReadonlySignal } from "@preact/signals-core";

export interface KeyedListOptions<E extends HTMLElement> {
  readonly create: (key: string) => E;
  /** After the child has left the page. */
  readonly removed?: (child: E, key: string) => void;
  /** After the order was brought up to date. */
  readonly settled?: () => void;
}

/** Returns a function that stops following; children stay. The container must hold nothing else. */
export declare function keyedList<E extends HTMLElement>(
  container: HTMLElement,
  keys: ReadonlySignal<readonly string[]>,
  options: KeyedListOptions<E>,
): () => void;
