/*
 * The stock libraries of web/node_modules, all of one copy: y-websocket and we must mean the same Yjs.
 * And the canonical JSON of a document, the same bytes that leitstern.plan.document.canonical_json writes.
 */
import { createRequire } from "node:module";
import { ROOTS } from "../../web/src/generated/plan.ts";

const require = createRequire(new URL("../../web/package.json", import.meta.url));

export const Y = require("yjs");
export const WebSocket = require("ws");
export const { WebsocketProvider } = require("y-websocket");
export const { generateKeyBetween } = require("fractional-indexing");

/** The known roots of a document of this kind as plain data. */
export function plain(doc, kind) {
  const found = {};
  for (const [root, shape] of Object.entries(ROOTS[kind]))
    found[root] = shape.crdt === "text" ? doc.getText(root).toString() : doc.getMap(root).toJSON();
  return found;
}

export function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(",")}}`;
}
