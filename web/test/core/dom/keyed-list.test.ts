import { type Signal, signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keyedList, risingRun } from "../../../src/core/dom/keyed-list";
import { randomFrom } from "../../fakes/random";

let container: HTMLElement;
let keys: Signal<readonly string[]>;
let stop: () => void;
let frames: (() => void)[];
const removed: string[] = [];

beforeEach(() => {
  frames = [];
  removed.length = 0;
  vi.stubGlobal("requestAnimationFrame", (run: () => void) => frames.push(run));
  vi.stubGlobal("cancelAnimationFrame", () => frames.splice(0));
  container = document.createElement("div");
  document.body.replaceChildren(container);
  keys = signal<readonly string[]>(["a", "b", "c", "d", "e"]);
  stop = keyedList(container, keys, { create, removed: (_, key) => removed.push(key) });
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

function create(key: string): HTMLElement {
  const card = document.createElement("div");
  const input = document.createElement("input");
  card.id = key;
  card.append(input);
  return card;
}

const frame = () => {
  for (const run of frames.splice(0)) run();
};
const shown = () => [...container.children].map((child) => child.id);

/** Records every child that is moved, by an insertion of any kind. */
function watchMoves(): Set<string> {
  const moves = new Set<string>();
  const insert = container.insertBefore.bind(container);
  container.insertBefore = (<T extends Node>(child: T, next: Node | null) => {
    moves.add((child as unknown as HTMLElement).id);
    return insert(child, next);
  }) as typeof container.insertBefore;
  return moves;
}

describe("a keyed list", () => {
  it("renders the first keys at once, later ones once per frame", () => {
    expect(shown()).toEqual(["a", "b", "c", "d", "e"]);
    keys.value = ["e", "a"];
    keys.value = ["e", "a", "f"];
    expect(frames).toHaveLength(1);
    frame();
    expect(shown()).toEqual(["e", "a", "f"]);
    expect(removed.sort()).toEqual(["b", "c", "d"]);
  });

  it("moves as few children as possible", () => {
    const moves = watchMoves();
    keys.value = ["b", "c", "d", "e", "a"];
    frame();
    expect([...moves]).toEqual(["a"]);
  });

  it("never moves the focused child, even if that needs more moves", () => {
    container.querySelector<HTMLElement>("#a input")?.focus();
    const moves = watchMoves();
    keys.value = ["b", "c", "d", "e", "a"];
    frame();
    expect(shown()).toEqual(["b", "c", "d", "e", "a"]);
    expect(moves).toEqual(new Set(["b", "c", "d", "e"]));
    expect(document.activeElement?.parentElement?.id).toBe("a");
  });

  it("stops following", () => {
    keys.value = ["a"];
    stop();
    frame();
    keys.value = ["b"];
    frame();
    expect(shown()).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("uses moveBefore for existing children when the browser supports it", () => {
    const moveBefore = vi.fn((child: Node, next: Node | null) =>
      Node.prototype.insertBefore.call(container, child, next),
    );
    Object.assign(container, { moveBefore });
    keys.value = ["b", "c", "d", "e", "a", "new"];
    frame();
    expect(shown()).toEqual(["b", "c", "d", "e", "a", "new"]);
    expect(moveBefore.mock.calls.map(([child]) => (child as HTMLElement).id)).toEqual(["a"]);
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    "ends in order and keeps the focus (seed %i)",
    (seed) => {
      const random = randomFrom(seed);
      for (let step = 0; step < 30; step += 1) {
        const pool = "abcdefghijklmnop".split("");
        const next = pool.filter(() => random.below(3) > 0).sort(() => random.below(3) - 1);
        const kept = shown().filter((key) => next.includes(key));
        const focused = kept.length > 0 ? random.one(kept) : undefined;
        if (focused) container.querySelector<HTMLElement>(`#${focused} input`)?.focus();
        const moves = watchMoves();
        keys.value = next;
        frame();
        expect(shown()).toEqual(next);
        if (focused) expect(moves.has(focused)).toBe(false);
      }
    },
  );
});

describe("the longest increasing subsequence", () => {
  it("is longest, increasing, and contains the required index", () => {
    const random = randomFrom(7);
    for (let round = 0; round < 300; round += 1) {
      const numbers = [0, 1, 2, 3, 4, 5, 6].sort(() => random.below(3) - 1);
      const through = random.below(7);
      const run = risingRun(numbers, through).map((at) => numbers[at] ?? -1);
      expect(run).toContain(numbers[through]);
      expect([...run].sort((a, b) => a - b)).toEqual(run);
      expect(run.length).toBe(longest(numbers, through));
    }
  });
});

/** Brute force over every subset. */
function longest(numbers: readonly number[], through: number): number {
  let best = 0;
  for (let mask = 0; mask < 1 << numbers.length; mask += 1) {
    const chosen = numbers.filter((_, at) => mask & (1 << at));
    const rises = chosen.every((number, at) => at === 0 || number > (chosen[at - 1] ?? 0));
    if (rises && mask & (1 << through)) best = Math.max(best, chosen.length);
  }
  return best;
}

describe("a long list", () => {
  const many = Array.from({ length: 500 }, (_, at) => `k${at}`);
  let list: HTMLElement;
  let long: Signal<readonly string[]>;
  let end: () => void;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    list = document.body.appendChild(document.createElement("div"));
    long = signal<readonly string[]>(many);
    end = keyedList(list, long, { create });
  });

  afterEach(() => {
    end();
    vi.useRealTimers();
  });

  const ids = () => [...list.children].map((child) => child.id);
  const later = () => {
    frame();
    vi.runOnlyPendingTimers();
  };

  it("begins with its first screens, and is whole some frames later, in order", () => {
    const first = ids();
    expect(first.length).toBeGreaterThan(20);
    expect(first).toEqual(many.slice(0, first.length));
    for (let frames = 0; frames < 10 && ids().length < many.length; frames += 1) later();
    expect(ids()).toEqual(many);
  });

  it("keeps a child that is there when another order puts it further down meanwhile", () => {
    const first = list.children[0] as HTMLElement;
    long.value = many.toReversed();
    later();
    expect(list.contains(first)).toBe(true);
    for (let frames = 0; frames < 10; frames += 1) later();
    expect(ids()).toEqual(many.toReversed());
    expect(list.lastElementChild).toBe(first);
  });

  it("makes nothing more when it is not followed any longer", () => {
    const before = ids();
    end();
    later();
    later();
    expect(ids()).toEqual(before);
  });
});
