/*
 * Two texts as a run of words that stayed, went and came: how a reader sees what changed in a sentence. Compares whole
 * words by their longest common subsequence. Pure; for short texts, because the cost is the product of the lengths.
 */
export interface Run {
  readonly kind: "same" | "gone" | "new";
  readonly words: string;
}

export function wordDiff(before: string, after: string): readonly Run[] {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  const lengths = commonLengths(old, now);
  const runs: Run[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      add(runs, "same", now[j] ?? "");
      i += 1;
      j += 1;
    } else if (i < old.length && (j === now.length || at(lengths, i + 1, j) >= at(lengths, i, j + 1))) {
      add(runs, "gone", old[i] ?? "");
      i += 1;
    } else {
      add(runs, "new", now[j] ?? "");
      j += 1;
    }
  }
  return runs;
}

function wordsOf(text: string): readonly string[] {
  return text.trim().split(/\s+/u).filter(Boolean);
}

/** `lengths[i][j]`: the length of the longest common subsequence of `old` from i and `now` from j. */
function commonLengths(old: readonly string[], now: readonly string[]): readonly Uint16Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const row = lengths[i] as Uint16Array;
      row[j] =
        old[i] === now[j]
          ? at(lengths, i + 1, j + 1) + 1
          : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1));
    }
  return lengths;
}

function at(lengths: readonly Uint16Array[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0;
}

function add(runs: Run[], kind: Run["kind"], words: string): void {
  const last = runs.at(-1);
  if (last?.kind === kind) runs[runs.length - 1] = { kind, words: `${last.words} ${words}` };
  else runs.push({ kind, words });
}
