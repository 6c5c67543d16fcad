/*
 * Keeps the children of a container in the order of a list of keys. Works once per animation frame, never moves the
 * focused child (moving blurs it and ends compositions), and uses `moveBefore` where the browser has it, which keeps
 * scroll positions, animations and open menus. A long list begins with its first screens; the others follow in the
 * frames after. Used by elements that show records.
 */
import { effect, type ReadonlySignal, untracked } from "@preact/signals-core";
import { getOrCreate } from "../get-or-create";

export interface KeyedListOptions<E extends HTMLElement> {
  readonly create: (key: string) => E;
  /** After the child has left the page. */
  readonly removed?: (child: E, key: string) => void;
  /** A child with the focus has left the page; `next` stands nearest to where it was. */
  readonly lostFocus?: (next: E | undefined) => void;
  /** After the order was brought up to date. */
  readonly settled?: () => void;
}

/** So many children are made at once; more than two screens of the lowest rows. */
const FIRST = 40;
const A_FRAME = 150;

/** Returns a function that stops following; children stay. The container must hold nothing else. */
export function keyedList<E extends HTMLElement>(
  container: HTMLElement,
  keys: ReadonlySignal<readonly string[]>,
  options: KeyedListOptions<E>,
): () => void {
  const children = new Map<string, E>();
  let frame: number | undefined;
  let growth: ReturnType<typeof setTimeout> | undefined;
  let most = FIRST;

  const settle = () => {
    frame = undefined;
    const all = keys.peek();
    const now = all.length > most ? all.filter((key, at) => at < most || children.has(key)) : all;
    reconcile(container, now, children, options);
    options.settled?.();
    if (all.length > most) frame = requestAnimationFrame(growSoon);
    else most = Number.POSITIVE_INFINITY;
  };
  /** After the frame is painted: a callback of the frame runs before. */
  const growSoon = () => {
    growth = setTimeout(() => {
      most += A_FRAME;
      settle();
    });
  };
  const stop = effect(() => {
    keys.value;
    if (children.size === 0 && frame === undefined) untracked(settle);
    else frame ??= requestAnimationFrame(settle);
  });
  return () => {
    stop();
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(growth);
  };
}

function reconcile<E extends HTMLElement>(
  container: HTMLElement,
  keys: readonly string[],
  children: Map<string, E>,
  options: KeyedListOptions<E>,
): void {
  removeOthers(keys, children, options);
  const wanted = keys.map((key) => getOrCreate(children, key, () => options.create(key)));
  const staying = stayingAmong(container, wanted);
  let next: E | null = null;
  for (const child of wanted.toReversed()) {
    if (!staying.has(child)) place(container, child, next);
    next = child;
  }
}

function removeOthers<E extends HTMLElement>(
  keys: readonly string[],
  children: Map<string, E>,
  options: KeyedListOptions<E>,
): void {
  const kept = new Set(keys);
  for (const [key, child] of children) {
    if (kept.has(key)) continue;
    children.delete(key);
    const hadFocus = child.contains(child.ownerDocument.activeElement);
    const next = (child.nextElementSibling ?? child.previousElementSibling) as E | null;
    child.remove();
    options.removed?.(child, key);
    if (hadFocus) options.lostFocus?.(next ?? undefined);
  }
}

/** The children that need not move: the longest increasing subsequence, through the focused child if there is one. */
function stayingAmong<E extends HTMLElement>(container: HTMLElement, wanted: readonly E[]): Set<E> {
  const places = new Map([...container.children].map((child, at) => [child, at]));
  const present = wanted.filter((child) => places.has(child));
  const positions = present.map((child) => places.get(child) ?? 0);
  const active = container.ownerDocument.activeElement;
  const focused = present.findIndex((child) => child.contains(active));
  return new Set(risingRun(positions, focused).map((at) => present[at] as E));
}

/** Indices of a longest increasing subsequence of `numbers`; with `through` >= 0, of one that contains that index. */
export function risingRun(numbers: readonly number[], through = -1): number[] {
  const pivot = numbers[through];
  const tails: number[] = [];
  const before = new Array<number>(numbers.length).fill(-1);
  for (const [at, number] of numbers.entries()) {
    if (pivot !== undefined && !fits(at, number, through, pivot)) continue;
    const length = firstNotBelow(tails, numbers, number);
    before[at] = tails[length - 1] ?? -1;
    tails[length] = at;
  }
  const run: number[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) run.push(at);
  return run.reverse();
}

/** Whether a number can be in an increasing subsequence with the pivot. */
function fits(at: number, number: number, through: number, pivot: number): boolean {
  if (at === through) return true;
  return at < through ? number < pivot : number > pivot;
}

/** Length of the longest subsequence that `number` can end: binary search in the smallest last numbers of each length. */
function firstNotBelow(tails: readonly number[], numbers: readonly number[], number: number): number {
  let low = 0;
  let high = tails.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[tails[middle] as number] as number) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Movable = HTMLElement & { moveBefore?: (child: Node, next: Node | null) => void };

function place(container: Movable, child: HTMLElement, next: HTMLElement | null): void {
  if (container.moveBefore && container.isConnected && child.parentNode === container)
    container.moveBefore(child, next);
  else container.insertBefore(child, next);
}
