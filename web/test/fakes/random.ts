/* A small seeded source of chance, so that a failing sequence can be run again (mulberry32). */
export interface Random {
  below(limit: number): number;
  one<T>(choices: readonly T[]): T;
}

export function randomFrom(seed: number): Random {
  let state = (seed + 1) * 0x9e3779b9;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return { below, one: <T>(choices: readonly T[]) => choices[below(choices.length)] as T };
}
