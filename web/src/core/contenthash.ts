/*
 * One number for what a document holds, the same that the server computes (docs/protocol.md HASH-4). Pure; used by
 * divergence.ts. Plain data is spelled with a tag each, numbers as doubles, keys in the order of their code units.
 */
import * as encoding from "lib0/encoding";
import { digest } from "lib0/hash/sha256";
import * as Y from "yjs";
import { ROOTS } from "../generated/plan";

/** A root that the schema knows no more may stand in an old document. Nobody reads it, and it does not count. */
const OURS: ReadonlySet<string> = new Set(Object.values(ROOTS).flatMap((roots) => Object.keys(roots)));

const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const NUMBER = 3;
const STRING = 4;
const LIST = 5;
const MAP = 6;

/** undefined when it cannot be told: a root holds something that nobody opened as what it is. */
export function contentHash(doc: Y.Doc): Uint8Array | undefined {
  const roots: Record<string, unknown> = {};
  for (const [name, root] of doc.share) {
    if (!OURS.has(name)) continue;
    const plain = plainRoot(root);
    if (plain === UNKNOWN) return undefined;
    if (!isEmpty(plain)) roots[name] = plain;
  }
  const encoder = encoding.createEncoder();
  write(encoder, roots);
  return digest(encoding.toUint8Array(encoder));
}

const UNKNOWN = Symbol("not opened");

type Root = NonNullable<ReturnType<Y.Doc["share"]["get"]>>;

function plainRoot(root: Root): unknown {
  if (root instanceof Y.XmlFragment) return ""; // The libraries spell rich text differently: it does not count.
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
