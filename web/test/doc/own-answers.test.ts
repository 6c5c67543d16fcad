import { afterEach, expect, it, vi } from "vitest";
import { OwnAnswers } from "../../src/doc/own-answers";

afterEach(() => vi.unstubAllGlobals());

it("the answer asked for last is kept, and one that comes too late is read to its end", async () => {
  const first = Promise.withResolvers<Response>();
  const late = Response.json({ round: { mine: null, answered: ["late"] } });
  const newest = Response.json({ round: { mine: null, answered: ["newest"] } });
  const answers = [first.promise, Promise.resolve(newest)];
  vi.stubGlobal("fetch", () => answers.shift());
  const own = new OwnAnswers("pln_1");
  const both = [own.ask(), own.ask()];
  await both[1];
  first.resolve(late);
  await both[0];
  expect(own.of("round")?.answered).toEqual(["newest"]);
  expect(late.bodyUsed).toBe(true);
});
