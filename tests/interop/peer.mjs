/*
 * A stock Yjs client with the stock y-websocket provider, controlled by a test: one JSON command per line on standard
 * input, one JSON answer per line on standard output. Start: node peer.mjs '{"server", "document", "cookie", "origin",
 * "longest"}'.
 */
import { createInterface } from "node:readline";
import { canonicalJson, plain, WebSocket, WebsocketProvider, Y } from "./stock.mjs";

const { server, document: room, cookie, origin, longest = 300 } = JSON.parse(process.argv[2]);

/** Browsers send these two headers automatically. */
class SignedInSocket extends WebSocket {
  constructor(url, protocols) {
    seen.attempts.push(Date.now());
    super(url, protocols, { headers: { ...(cookie ? { Cookie: cookie } : {}), Origin: origin } });
    this.on("message", (data) => received.push(Buffer.from(data)));
  }
}

/** Every byte that the server sent, also over connections that ended. */
const received = [];
const seen = { connections: 0, failures: 0, attempts: [], closes: [], stopped: false, messages: 0 };
const doc = new Y.Doc();
const provider = new WebsocketProvider(server, room, doc, {
  WebSocketPolyfill: SignedInSocket,
  disableBc: true,
  maxBackoffTime: longest,
});
provider.on("status", ({ status }) => {
  if (status === "connected") seen.connections += 1;
});
provider.on("connection-error", () => {
  seen.failures += 1;
});

provider.on("connection-close", (event) => {
  seen.closes.push(event?.code ?? 0);
});
provider.on("closed", () => {
  seen.stopped = true; // The provider will not reconnect.
});
provider.on("status", ({ status }) => {
  if (status === "connected") provider.ws.addEventListener("message", () => (seen.messages += 1));
});

/** Times out before the test does (tests/patience.py), so that the test gets the reason. */
async function until(isSo) {
  const end = Date.now() + 80_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const commands = {
  synced: () => until(() => provider.synced),
  refused: () => until(() => seen.failures > 0),
  closed: ({ code }) => until(() => seen.closes.includes(code)),
  stopped: () => until(() => seen.stopped),
  hears: ({ messages }) => {
    const wanted = seen.messages + messages;
    return until(() => seen.messages >= wanted);
  },
  seen: () => ({ ...seen, synced: provider.synced }),
  received: () => Buffer.concat(received).toString("base64"),
  json: () => canonicalJson(plain(doc, "shared")),
  reads: ({ root, text }) => until(() => doc.getText(root).toString().includes(text)),
  has: ({ root, id }) => until(() => doc.getMap(root).has(id)),
  lacks: ({ root, id }) => until(() => !doc.getMap(root).has(id)),
  insert: ({ root, at, text }) => doc.getText(root).insert(at, text),
  erase: ({ root, at, length }) => doc.getText(root).delete(at, length),
  goal: ({ id, title }) => {
    const record = new Y.Map();
    record.set("order", "Zz");
    record.set("title", new Y.Text(title));
    record.set("opportunities", new Y.Map());
    doc.getMap("goals").set(id, record);
  },
  retitle: ({ id, at, text }) => doc.getMap("goals").get(id).get("title").insert(at, text),
  register: ({ root, id, field, value }) => doc.getMap(root).get(id).set(field, value),
  remove: ({ root, id }) => doc.getMap(root).delete(id),
  disconnect: () => provider.disconnect(),
  connect: () => provider.connect(),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...values } = JSON.parse(line);
  try {
    const answer = await commands[command](values);
    process.stdout.write(`${JSON.stringify({ answer: answer ?? null })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
  }
}
provider.destroy();
process.exit(0);
