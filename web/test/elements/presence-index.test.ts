/* Who is where, as one signal per record: a caret that moves in one card must not wake the others. */
import { effect, signal } from "@preact/signals-core";
import { expect, test } from "vitest";
import type { Person, Presence } from "../../src/core/presence/presence";
import { PresenceIndex } from "../../src/elements/presence-index";

function person(id: string, record?: string, field?: string, caret?: string): Person {
  const at = { section: "goals" as const, ...(record ? { record } : {}), ...(field ? { field } : {}) };
  const place = { clientId: 1, at, caret: caret ? { anchor: caret, head: caret } : undefined };
  return { id, name: id.toUpperCase(), side: "customer", role: "editor", places: [place] };
}

function indexed(...people: Person[]) {
  const others = signal<readonly Person[]>(people);
  return { others, index: new PresenceIndex({ others } as unknown as Presence) };
}

test("reports who is at a record and its field, and who is in a section", () => {
  const { index } = indexed(person("ada", "g1", "title"), person("bo"));
  expect(index.at("g1").value).toEqual([{ id: "ada", name: "ADA", side: "customer", field: "title" }]);
  expect(index.at("goals").value.map((visitor) => visitor.id)).toEqual(["bo"]);
  expect(index.at("g2").value).toEqual([]);
});

test("a moving caret changes no signal; a move to another card changes two", () => {
  const { others, index } = indexed(person("ada", "g1", "title", "a"));
  const renders = { g1: 0, g2: 0, g3: 0 };
  for (const id of ["g1", "g2", "g3"] as const) {
    effect(() => {
      void index.at(id).value;
      renders[id] += 1;
    });
  }
  others.value = [person("ada", "g1", "title", "b")];
  expect(renders).toEqual({ g1: 1, g2: 1, g3: 1 });
  others.value = [person("ada", "g2", "title", "b")];
  expect(renders).toEqual({ g1: 2, g2: 2, g3: 1 });
});
