/*
 * The scale of a drawing in which marks can be moved: what reports/picture.py calls an axis, read from the page, and the
 * amounts that stand for places in it. Pure.
 */

export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly start: number;
  readonly end: number;
}

/** An axis has about so many steps: an amount that a hand cannot tell from the next one is not written. */
const STEPS = 60;

export function readAxis(words: string | undefined): Axis | undefined {
  const [low, high, start, end] = (words ?? "").split(" ").map(Number);
  const all = [low, high, start, end];
  if (all.some((one) => one === undefined || !Number.isFinite(one)) || low === high || start === end)
    return undefined;
  return { low, high, start, end } as Axis;
}

export function amountAt({ low, high, start, end }: Axis, place: number): number {
  const share = Math.min(1, Math.max(0, (place - start) / (end - start)));
  return low + share * (high - low);
}

export function placeOf({ low, high, start, end }: Axis, amount: number): number {
  return start + ((amount - low) / (high - low)) * (end - start);
}

/** A round amount: 1, 2 or 5 times a power of ten. */
export function stepOf({ low, high }: Axis): number {
  const raw = (high - low) / STEPS;
  const power = 10 ** Math.floor(Math.log10(raw));
  const times = [1, 2, 5, 10].find((one) => one * power >= raw) ?? 10;
  return times * power;
}

export function onStep(amount: number, step: number): number {
  return Number((Math.round(amount / step) * step).toPrecision(12)) || 0;
}
