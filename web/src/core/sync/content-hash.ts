/*
 * One hash for the content of a document, the same that the server computes (docs/protocol.md HASH-3). Plain data is written
 * with a tag for each value, numbers as doubles, keys in the order of their UTF-16 code units. Pure; used by divergence.ts.
 */
import * as encoding from "lib0/encoding";
import { digest } from "lib0/hash/sha256";
import * as Y from "yjs";
import type { RootShape } from "../../generated/plan";
import { plainWithRichText, richTextToPlain } from "../rich-text";

/** The roots that a document of this kind has. Any other root may stand in an old document; it does not count. */
export type Roots = Readonly<Record<string, RootShape>>;

const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const NUMBER = 3;
const STRING = 4;
const LIST = 5;
const MAP = 6;

/** Undefined when a root holds something that nobody opened with its type, so that it cannot be read. */
export function contentHash(doc: Y.Doc, roots: Roots): Uint8Array | undefined {
  const content: Record<string, unknown> = {};
  for (const [name, root] of doc.share) {
    const shape = roots[name];
    if (!shape) continue;
    const plain = plainRoot(root, shape);
    if (plain === UNKNOWN) return undefined;
    if (!isEmpty(plain)) content[name] = plain;
  }
  const encoder = encoding.createEncoder();
  write(encoder, content);
  return digest(encoding.toUint8Array(encoder));
}

const UNKNOWN = Symbol("not opened");

type Root = NonNullable<ReturnType<Y.Doc["share"]["get"]>>;

function plainRoot(root: Root, { crdt }: RootShape): unknown {
  if (root instanceof Y.XmlFragment) return richTextToPlain(root);
  if (root instanceof Y.Map && crdt === "rich map") return plainWithRichText(root);
  if (root instanceof Y.Map || root instanceof Y.Array || root instanceof Y.Text) return root.toJSON();
  return root._start || root._map.size > 0 ? UNKNOWN : "";
}

function isEmpty(plain: unknown): boolean {
  return typeof plain === "object" && plain !== null ? Object.keys(plain).length === 0 : plain === "";
}

function write(encoder: encoding.Encoder, value: unknown): void {
  if (typeof value === "string") {
    encoding.writeUint8(encoder, STRING);
    encoding.writeVarString(encoder, value);
  } else if (typeof value === "number") {
    encoding.writeUint8(encoder, NUMBER);
    encoding.writeFloat64(encoder, value + 0); // + 0: there is one zero.
  } else if (Array.isArray(value)) {
    encoding.writeUint8(encoder, LIST);
    encoding.writeVarUint(encoder, value.length);
    for (const member of value) write(encoder, member);
  } else if (typeof value === "object" && value !== null) {
    writeMap(encoder, value as Readonly<Record<string, unknown>>);
  } else {
    encoding.writeUint8(encoder, value === true ? TRUE : value === false ? FALSE : NULL);
  }
}

function writeMap(encoder: encoding.Encoder, value: Readonly<Record<string, unknown>>): void {
  const keys = Object.keys(value).sort();
  encoding.writeUint8(encoder, MAP);
  encoding.writeVarUint(encoder, keys.length);
  for (const key of keys) {
    write(encoder, key);
    write(encoder, value[key]);
  }
}
