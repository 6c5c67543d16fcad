/*
 * The stock libraries of web/node_modules, all from one copy: y-websocket and this code must use the same Yjs. Also the
 * canonical JSON of a document, with the same bytes as leitstern.plan.document.canonical_json.
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
    found[root] =
      shape.crdt === "text"
        ? doc.getText(root).toString()
        : shape.crdt === "xml"
          ? richText(doc.getXmlFragment(root))
          : doc.getMap(root).toJSON();
  return found;
}

/** As web/src/core/rich-text.ts spells it. */
function richText(fragment) {
  return fragment.toArray().map((child) => {
    const attributes = child.getAttributes();
    if (!(child instanceof Y.XmlText)) return { tag: child.nodeName, attributes, children: richText(child) };
    const text = child.toDelta().map(({ insert, attributes: formats = {} }) => [insert, formats]);
    return { text, attributes };
  });
}

export function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(",")}}`;
}
