/*
 * Positions of the names at remote carets: at their caret, moved apart where they would overlap, and never outside of
 * their field. Pure arithmetic; remote-carets.ts measures and draws.
 */

export interface CaretName {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

const GAP = 2;

/** For each name, whether all names on its line fit beside each other. */
export function fitting(names: readonly CaretName[], room: number): boolean[] {
  const needed = new Map<number, number>();
  for (const { top, width } of names) needed.set(lineOf(top), (needed.get(lineOf(top)) ?? 0) + width + GAP);
  return names.map(({ top }) => (needed.get(lineOf(top)) ?? 0) <= room);
}

/** The left edge of each name. */
export function besideEachOther(names: readonly CaretName[], room: number): number[] {
  const lefts = names.map(({ left }) => left);
  for (const line of linesOf(names)) {
    let edge = 0;
    for (const { index, width } of line) {
      const left = Math.max(lefts[index] ?? 0, edge);
      lefts[index] = left;
      edge = left + width + GAP;
    }
    edge = room;
    for (const { index, width } of line.toReversed()) {
      const left = Math.max(0, Math.min(lefts[index] ?? 0, edge - width));
      lefts[index] = left;
      edge = left - GAP;
    }
  }
  return lefts;
}

function linesOf(names: readonly CaretName[]): (CaretName & { index: number })[][] {
  const numbered = names.map((name, index) => ({ ...name, index }));
  const lines = Map.groupBy(numbered, ({ top }) => lineOf(top));
  return [...lines.values()].map((line) => line.sort((one, other) => one.left - other.left));
}

function lineOf(top: number): number {
  return Math.round(top / 4);
}
