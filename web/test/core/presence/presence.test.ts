import { effect } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { caretAt, remoteCarets } from "../../../src/core/presence/caret-positions";
import { Presence } from "../../../src/core/presence/presence";

let doc: Y.Doc;
let sent: Uint8Array[];
let presence: Presence;

beforeEach(() => {
  vi.useFakeTimers();
  doc = new Y.Doc();
  sent = [];
  presence = new Presence(doc, (states) => sent.push(states));
  presence.begin("ptc_me");
  sent = [];
});

afterEach(() => {
  presence.close();
  vi.useRealTimers();
});

/** The state of one person's tab, as the server relays it. */
function tab(
  id: string,
  name: string,
  state: object = {},
): { clientId: number; says(state: object | null): void } {
  const awareness = new Awareness(new Y.Doc());
  const says = (next: object | null) => {
    const user = { id, name, side: "customer", role: "editor" };
    awareness.setLocalState(next && { ...next, user });
    presence.receive(encodeAwarenessUpdate(awareness, [awareness.clientID]));
  };
  says(state);
  clearInterval(awareness._checkInterval);
  return { clientId: awareness.clientID, says };
}

const names = () => presence.others.value.map((person) => person.name);

describe("the others in a document", () => {
  it("are one entry per person, sorted by name, without the current user", () => {
    const first = tab("ptc_b", "Berta");
    const second = tab("ptc_b", "Berta");
    tab("ptc_a", "Ärne");
    tab("ptc_me", "Me in another tab");
    expect(names()).toEqual(["Ärne", "Berta"]);
    expect(presence.others.value[1]?.places).toHaveLength(2);
    first.says(null);
    expect(names()).toEqual(["Ärne", "Berta"]);
    second.says(null);
    expect(names()).toEqual(["Ärne"]);
  });

  it("do not time out in the browser: the server removes them", () => {
    tab("ptc_b", "Berta");
    vi.advanceTimersByTime(120_000);
    expect(names()).toEqual(["Berta"]);
  });

  it("are empty without a connection, and accepted again after a reconnect", () => {
    const awareness = new Awareness(new Y.Doc());
    awareness.setLocalState({ user: { id: "ptc_b", name: "Berta", side: "customer", role: "editor" } });
    const states = encodeAwarenessUpdate(awareness, [awareness.clientID]);
    presence.receive(states);
    presence.forgetOthers();
    expect(names()).toEqual([]);
    presence.receive(states);
    expect(names()).toEqual(["Berta"]);
    awareness.destroy();
  });

  it("do not include states without a user", () => {
    const awareness = new Awareness(new Y.Doc());
    awareness.setLocalState({ at: { section: "goals" } });
    presence.receive(encodeAwarenessUpdate(awareness, [awareness.clientID]));
    expect(names()).toEqual([]);
    awareness.destroy();
  });
});

describe("the own place", () => {
  it("is sent about ten times a second, always including the last place", () => {
    for (let n = 0; n < 100; n += 1) {
      presence.place({ section: "goals", record: `gol_${n}` });
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(200);
    expect(sent.length).toBeGreaterThan(7);
    expect(sent.length).toBeLessThan(13);
    expect(new TextDecoder().decode(sent.at(-1))).toContain("gol_99");
  });

  it("is not sent without a change, and never contains the identity", () => {
    presence.place({ section: "goals" });
    presence.place({ section: "goals" });
    vi.advanceTimersByTime(200);
    expect(sent).toHaveLength(1);
    expect(new TextDecoder().decode(sent[0])).not.toContain("user");
  });

  it("is renewed for stock clients, which forget after 30 s", () => {
    vi.advanceTimersByTime(31_000);
    expect(sent.length).toBe(2);
  });
});

describe("carets of others", () => {
  const at = { section: "opportunities", record: "opp_1", field: "title" } as const;

  it("stay at their letters when others type before them", () => {
    const text = doc.getText("title");
    text.insert(0, "Nutzen");
    tab("ptc_b", "Berta", { at, caret: caretAt(text, 0, 3) });
    const carets = remoteCarets(presence, doc, () => text, at);
    const stop = carets.subscribe(() => {});
    text.insert(0, "Der ");
    expect(carets.value.map(({ anchor, head }) => [anchor, head])).toEqual([[4, 7]]);
    stop();
  });

  it("do not notify a new subscriber, but include changes since the last one", async () => {
    const text = doc.getText("title");
    text.insert(0, "Nutzen");
    tab("ptc_b", "Berta", { at, caret: caretAt(text, 0, 3) });
    const carets = remoteCarets(presence, doc, () => text, at);
    let runs = 0;
    const watch = () =>
      effect(() => {
        carets.value;
        runs += 1;
      });
    for (let round = 0; round < 5; round += 1) {
      const stop = watch();
      await Promise.resolve();
      await Promise.resolve();
      stop();
    }
    expect(runs).toBe(5);
    text.insert(0, "moved on ");
    const stop = watch();
    await Promise.resolve();
    await Promise.resolve();
    stop();
    expect(runs).toBe(7);
  });

  it("are skipped in another field or with invalid positions", () => {
    const text = doc.getText("title");
    text.insert(0, "Nutzen");
    const caret = caretAt(text, 1, 1);
    tab("ptc_b", "Berta", { at: { ...at, field: "description" }, caret });
    tab("ptc_c", "Cem", { at, caret: { anchor: "%%%", head: "AAAA" } });
    tab("ptc_d", "Dana", { at, caret: caretAt(doc.getText("notes"), 0, 0) });
    expect(remoteCarets(presence, doc, () => text, at).value).toEqual([]);
  });
});

it("setting the clock back does not delay presence", async () => {
  presence.place({ section: "goals" });
  await vi.advanceTimersByTimeAsync(200);
  sent = [];
  vi.setSystemTime(Date.now() - 600_000);
  presence.place({ section: "actions" });
  await vi.advanceTimersByTimeAsync(200);
  expect(sent).toHaveLength(1);
});
