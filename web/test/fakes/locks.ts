/* Web Locks in memory: exclusive and shared, granted in turn. A test simulates a dead tab by releasing its locks. */
interface Wish {
  readonly name: string;
  readonly isShared: boolean;
  readonly grant: () => void;
}

type Work = () => unknown;

export class FakeLocks {
  readonly #held: Wish[] = [];
  #waiting: Wish[] = [];

  request(name: string, ...rest: readonly [Work] | readonly [{ mode?: string }, Work]): Promise<void> {
    const work = rest.at(-1) as Work;
    const isShared = rest.length === 2 && rest[0].mode === "shared";
    return new Promise((resolve, reject) => {
      const wish: Wish = { name, isShared, grant: () => void this.#run(wish, work).then(resolve, reject) };
      this.#waiting.push(wish);
      this.#look();
    });
  }

  async query(): Promise<{ held: { name: string }[] }> {
    return { held: this.#held.map(({ name }) => ({ name })) };
  }

  /** Releases all locks with a name like this. */
  free(part: string): void {
    for (const wish of this.#held.filter(({ name }) => name.includes(part))) this.#let(wish);
  }

  async #run(wish: Wish, work: Work): Promise<void> {
    this.#held.push(wish);
    try {
      await work();
    } finally {
      this.#let(wish);
    }
  }

  #let(wish: Wish): void {
    const at = this.#held.indexOf(wish);
    if (at >= 0) this.#held.splice(at, 1);
    this.#look();
  }

  #look(): void {
    for (const wish of [...this.#waiting]) {
      if (this.#isTaken(wish)) continue;
      this.#waiting = this.#waiting.filter((one) => one !== wish);
      wish.grant();
    }
  }

  #isTaken({ name, isShared }: Wish): boolean {
    return this.#held.some((held) => held.name === name && !(isShared && held.isShared));
  }
}
