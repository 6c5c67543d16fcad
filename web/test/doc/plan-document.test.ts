import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { openReplica, type Replica } from "../../src/core/replica";
import { Measures } from "../../src/doc/measures";
import { PlanDocument } from "../../src/doc/plan-document";
import { FakeSocket } from "../fakes/socket";

let replica: Replica;
let ours: Replica;
let plan: PlanDocument;
let room: PlanDocument;

beforeEach(() => {
  vi.stubGlobal("WebSocket", FakeSocket);
  replica = openReplica({ documentId: "doc_a", kind: "shared", url: "/sync/doc_a" });
  ours = openReplica({ documentId: "doc_b", kind: "supplier", url: "/sync/doc_b" });
  plan = new PlanDocument(replica, "shared");
  room = new PlanDocument(ours, "supplier", plan);
});

afterEach(async () => {
  plan.dispose();
  room.dispose();
  await Promise.all([replica.close(), ours.close()]);
  vi.unstubAllGlobals();
});

describe("the plan", () => {
  it("reads its header with the schema's defaults and refuses invalid values", () => {
    expect(plan.header("currency").value).toBe("EUR");
    plan.setHeader({ currency: "CHF", horizon_start: 2027 });
    expect([plan.header("currency").value, plan.header("horizon_start").value]).toEqual(["CHF", 2027]);
    expect(() => plan.setHeader({ horizon_start: 1 })).toThrow(RangeError);
    plan.setHeader({ currency: undefined });
    expect(plan.header("currency").value).toBe("EUR");
  });

  it("follows its texts", () => {
    replica.transact(() => plan.text("title").insert(0, "Growth plan"));
    expect(plan.textValue("title").value).toBe("Growth plan");
  });

  it("returns the existing records that a field refers to, in order", () => {
    const anna = plan.records("people").create({ name: "Anna", side: "supplier" });
    const goal = plan.records("goals").create({ title: "Less downtime" });
    const chance = plan.records("opportunities").create({ title: "Service" });
    const serves = [chance, goal, "opp_gone"];
    const action = plan.records("actions").create({ title: "Pilot", owner: anna, serves });
    const [served, owner] = ["serves", "owner"].map((field) => plan.targets("actions", action, field));
    expect([served?.value, owner?.value]).toEqual([[goal, chance], [anna]]);
    plan.remove("people", anna);
    plan.remove("goals", goal);
    expect([served?.value, owner?.value]).toEqual([[chance], []]);
    replica.undo.undo();
    replica.undo.undo();
    expect([served?.value, owner?.value]).toEqual([[goal, chance], [anna]]);
  });

  it("undoes a deletion alone, however soon it followed typing", () => {
    const goals = plan.records("goals");
    const id = goals.create({ title: "Goal" });
    replica.transact(() => goals.text(id, "title")?.insert(4, " one"));
    plan.remove("goals", id);
    replica.undo.undo();
    expect(goals.field(id, "title").value).toBe("Goal one");
  });

  it("uses the same id prefix for goals as Python", () => {
    expect(plan.records("goals").create()).toMatch(/^goal_/);
  });
});

describe("a private document", () => {
  it("contains drafts of some kinds, but no people", () => {
    expect(room.kinds).toEqual([
      "opportunities",
      "goals",
      "actions",
      "claims",
      "projects",
      "risks",
      "assessments",
      "competitors",
      "remarks",
      "margins",
    ]);
    expect(() => room.records("people")).toThrow(RangeError);
  });

  it("refers to its own records and to those of the shared document", () => {
    const anna = plan.records("people").create({ name: "Anna", side: "supplier" });
    const shared = plan.records("goals").create({ title: "On the table" });
    const draft = room.records("goals").create({ title: "A draft" });
    const action = room.records("actions").create({ owner: anna, serves: [shared, draft] });
    expect(room.targets("actions", action, "owner").value).toEqual([anna]);
    expect(room.targets("actions", action, "serves").value).toEqual([draft, shared]);
    expect([room.nameOf(anna), room.nameOf(draft)]).toEqual(["Anna", "A draft"]);
    expect(room.locate(anna)?.document).toBe(plan);
  });

  it("is never searched from the shared document", () => {
    const draft = room.records("goals").create({ title: "A draft" });
    const action = plan.records("actions").create({ serves: [draft] });
    expect(plan.locate(draft)).toBeUndefined();
    expect(plan.targets("actions", action, "serves").value).toEqual([]);
    expect(plan.candidates("goals")).toEqual([]);
  });

  it("has an undo of its own", () => {
    const draft = room.records("goals").create({ title: "A draft" });
    plan.records("goals").create({ title: "On the table" });
    ours.undo.undo();
    expect([room.records("goals").has(draft), plan.records("goals").ids.value.length]).toEqual([false, 1]);
  });

  it("resolves a link once the shared record arrives", () => {
    const action = room.records("actions").create({ serves: ["goal_later"] });
    const serves = room.targets("actions", action, "serves");
    expect(serves.value).toEqual([]);
    replica.transact(() => {
      const goals = replica.doc.getMap("goals");
      goals.set("goal_later", new Y.Map([["order", "a0"]]));
    });
    expect(serves.value).toEqual(["goal_later"]);
  });
});

describe("values that the server computes", () => {
  const priorityOf = (value: number) => ({ priority: { value, text: `${value} pts` } });

  it("are signals by record and measure, undefined when the server no longer sends them", () => {
    const measures = new Measures();
    const priority = measures.of("opp_1", "priority");
    expect(priority.value).toBeUndefined();
    measures.take({ opp_1: priorityOf(12.5), opp_2: priorityOf(1) });
    expect(priority.value).toEqual({ value: 12.5, text: "12.5 pts" });
    const before = priority.value;
    measures.take({ opp_1: priorityOf(12.5) });
    expect(priority.value).toBe(before);
    expect(measures.of("opp_2", "priority").value).toBeUndefined();
  });
});
