/* A command has one id, however often the network fails and it is retried. */
import { expect, test } from "vitest";
import { commandSender, type Outcome } from "../../../src/core/commands/send-command";

type Answer = Response | "no network";

const DONE = { id: "x", kind: "plan.archive", seq: 3, at: "2027-03-01T09:00:00+00:00", events: [] };

/** Gives the answers in turn and records the requests. */
function server(...answers: Answer[]) {
  const sent: { url: string; id: string; body: unknown }[] = [];
  const waits: number[] = [];
  const send = commandSender({
    planId: "pln_1",
    isOnline: () => true,
    wait: async (ms) => void waits.push(ms),
    fetch: async (url, init) => {
      const body = JSON.parse(String(init?.body)) as { id: string };
      sent.push({ url: String(url), id: body.id, body });
      const answer = answers.shift();
      if (answer === undefined || answer === "no network") throw new TypeError("Failed to fetch");
      return answer;
    },
  });
  return { send, sent, waits };
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status });
}

test("returns the server's answer", async () => {
  const { send, sent } = server(json(200, DONE));
  expect(await send("plan.archive", {})).toEqual({ kind: "done", answer: DONE });
  expect(sent[0]?.url).toBe("/plans/pln_1/commands/plan.archive");
  expect(sent[0]?.body).toEqual({ id: sent[0]?.id, arguments: {} });
});

test("retries with the same id after a lost answer or a server restart", async () => {
  const { send, sent, waits } = server("no network", new Response("", { status: 502 }), json(200, DONE));
  expect((await send("plan.archive", {})).kind).toBe("done");
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  expect(sent.length).toBe(3);
  expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
});

test("each command has its own id", async () => {
  const { send, sent } = server(json(200, DONE), json(200, DONE));
  await send("plan.archive", {});
  await send("plan.archive", {});
  expect(new Set(sent.map(({ id }) => id)).size).toBe(2);
});

test("without a response the outcome is unknown, and a retry sends the same command", async () => {
  const { send, sent } = server("no network", "no network", "no network", json(200, DONE));
  const outcome = (await send("plan.archive", {})) as Outcome & { kind: "uncertain" };
  expect(outcome.kind).toBe("uncertain");
  expect(sent.length).toBe(3);
  expect((await outcome.again()).kind).toBe("done");
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
});

test("without a connection nothing is sent", async () => {
  let sent = 0;
  const send = commandSender({
    planId: "p",
    isOnline: () => false,
    fetch: async () => {
      sent += 1;
      return json(200, DONE);
    },
  });
  expect(await send("plan.archive", {})).toEqual({ kind: "offline" });
  expect(sent).toBe(0);
});

test("a refusal is not retried; its message names the wrong argument", async () => {
  const refusal = { error: { code: "forbidden", message: "You are not allowed to do this in this plan." } };
  const wrong = {
    error: { code: "invalid_arguments", message: "Something.", fields: { name: "Too long." } },
  };
  const { send, sent } = server(
    json(403, refusal),
    json(422, wrong),
    new Response("<html>", { status: 413 }),
  );
  expect(await send("plan.archive", {})).toEqual({
    kind: "refused",
    code: "forbidden",
    message: "You are not allowed to do this in this plan.",
  });
  expect(await send("participant.rename", { name: "x" })).toMatchObject({ message: "Too long." });
  expect(await send("plan.archive", {})).toEqual({ kind: "refused", code: "413", message: "" });
  expect(sent.length).toBe(3);
});
