import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openReplica, type Replica } from "../src/core/replica";
import { Measures } from "../src/doc/measures";
import { openPlan, type PlanDoc } from "../src/doc/plan";
import { FakeSocket } from "./fakesocket";

let replica: Replica;
let plan: PlanDoc;

beforeEach(() => {
  vi.stubGlobal("WebSocket", FakeSocket);
  replica = openReplica({ documentId: "doc_a", url: "/sync/doc_a", persistence: false });
  plan = openPlan(replica);
});

afterEach(async () => {
  plan.dispose();
  await replica.close();
  vi.unstubAllGlobals();
});

describe("the plan", () => {
  it("reads its header with the schema's defaults and refuses what cannot be", () => {
    expect(plan.header("currency").value).toBe("EUR");
    plan.setHeader({ currency: "CHF", horizon_start: 2027 });
    expect([plan.header("currency").value, plan.header("horizon_start").value]).toEqual(["CHF", 2027]);
    expect(() => plan.setHeader({ horizon_start: 1 })).toThrow(RangeError);
    plan.setHeader({ currency: undefined });
    expect(plan.header("currency").value).toBe("EUR");
  });

  it("follows its texts", () => {
    replica.transact(() => plan.title.insert(0, "Growth plan"));
    expect(plan.titleValue.value).toBe("Growth plan");
  });

  it("links both ways, and links to deleted records read as nothing until an undo", () => {
    const anna = plan.people.create({ name: "Anna", side: "supplier" });
    const goal = plan.goals.create({ title: "Less downtime" });
    const opportunity = plan.opportunities.create({ title: "Service" });
    const action = plan.actions.create({ title: "Pilot", owner: anna, serves: [goal] });
    plan.toggleLink("actions", action, "serves", opportunity);
    const serves = plan.targets("actions", action, "serves");
    const owner = plan.target("actions", action, "owner");
    expect(serves.value).toEqual([opportunity, goal]);
    expect(plan.references("people", anna)).toEqual([{ kind: "actions", id: action, field: "owner" }]);
    plan.remove("people", anna);
    plan.remove("goals", goal);
    expect([owner.value, serves.value]).toEqual([undefined, [opportunity]]);
    replica.undo.undo();
    replica.undo.undo();
    expect([owner.value, serves.value]).toEqual([anna, [opportunity, goal]]);
    plan.toggleLink("actions", action, "serves", goal);
    expect(serves.value).toEqual([opportunity]);
  });

  it("takes a deletion back alone, however fast one typed before", () => {
    const id = plan.goals.create({ title: "Goal" });
    replica.transact(() => plan.goals.text(id, "title")?.insert(4, " one"));
    plan.remove("goals", id);
    replica.undo.undo();
    expect(plan.goals.field(id, "title").value).toBe("Goal one");
  });
});

describe("values that the server computes", () => {
  const values = (seq: number, inner: string) => {
    const element = document.createElement("div");
    element.setAttribute("data-seq", String(seq));
    element.innerHTML = inner;
    return element;
  };
  const one = (id: string, value: string) =>
    `<data data-of="${id}" data-measure="priority" value="${value}">${value} pts</data>`;

  it("are signals by record and measure, gone when the server no longer names them", () => {
    const measures = new Measures();
    const priority = measures.of("opp_1", "priority");
    expect(priority.value).toBeUndefined();
    measures.read(values(3, one("opp_1", "12.5") + one("opp_2", "1")));
    expect(priority.value).toEqual({ value: "12.5", text: "12.5 pts" });
    const before = priority.value;
    measures.read(values(4, one("opp_1", "12.5")));
    expect(priority.value).toBe(before);
    expect(measures.of("opp_2", "priority").value).toBeUndefined();
  });

  it("never go back to an older state", () => {
    const measures = new Measures();
    measures.read(values(5, one("opp_1", "5")));
    measures.read(values(4, one("opp_1", "4")));
    expect([measures.seq.value, measures.of("opp_1", "priority").value?.value]).toEqual([5, "5"]);
  });
});
