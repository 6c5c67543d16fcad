/*
 * The golden documents of schemas/examples open in today's browser code and read as the JSON beside them says, without
 * malformed records and fields. The server reads the same files in tests/interop.
 */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { RecordSet } from "../../../src/core/records/record-set";
import { isReadable, isRecordId } from "../../../src/core/records/values";
import {
  type DocumentKind,
  FIELDS,
  type FieldShape,
  ROOTS,
  type RootShape,
} from "../../../src/generated/plan";

type Plain = Record<string, unknown>;

const ROOT = resolve(import.meta.dirname, "../../../../schemas/examples");
const EXAMPLES = (readdirSync(ROOT, { recursive: true }) as string[])
  .filter((path) => path.endsWith(".bin"))
  .map((path) => path.slice(0, -4));

function open(example: string): { doc: Y.Doc; plain: Plain; roots: Record<string, RootShape> } {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, readFileSync(resolve(ROOT, `${example}.bin`)));
  const kind = example.split(".").at(-1) as DocumentKind;
  return {
    doc,
    plain: JSON.parse(readFileSync(resolve(ROOT, `${example}.json`), "utf8")),
    roots: ROOTS[kind],
  };
}

function read(doc: Y.Doc, root: string, record: keyof typeof FIELDS): RecordSet<Plain> {
  const transact = <T>(change: () => T): T => doc.transact(change);
  const writer = { doc, participant: "par_anna", transact, transactUntracked: transact };
  return new RecordSet<Plain>(writer, root, FIELDS[record], "x");
}

/** The expected value of a field in the JSON, by the schema alone. */
function expected(shape: FieldShape, raw: unknown): unknown {
  if (shape.crdt === "text") return typeof raw === "string" ? raw : "";
  if (shape.crdt === "links") return raw && !Array.isArray(raw) ? Object.keys(raw as object).sort() : [];
  return isReadable(shape, raw) ? raw : shape.default;
}

it("examples exist", () => {
  expect(EXAMPLES.length).toBeGreaterThan(3);
});

describe.each(EXAMPLES)("%s", (example) => {
  const { doc, plain, roots } = open(example);

  it("has the texts of the JSON", () => {
    for (const [root, shape] of Object.entries(roots)) {
      if (shape.crdt === "text") expect(doc.getText(root).toString()).toBe(plain[root] ?? "");
    }
  });

  it("has the records with their valid fields", () => {
    for (const [root, { record, keyed }] of Object.entries(roots)) {
      if (!record || !keyed || !("order" in FIELDS[record])) continue;
      const set = read(doc, root, record);
      const raw = (plain[root] ?? {}) as Record<string, Plain>;
      const whole = Object.keys(raw).filter((id) => isRecordId(id) && typeof raw[id]?.["order"] === "string");
      const isDeleted = (id: string) => typeof raw[id]?.["removed_at"] === "string";
      expect([...set.ids.value].sort()).toEqual(whole.filter((id) => !isDeleted(id)).sort());
      expect([...set.removed.value].sort()).toEqual(whole.filter(isDeleted).sort());
      expect(set.skipped.value).toBe(Object.keys(raw).length - whole.length);
      for (const id of whole) {
        for (const [name, shape] of Object.entries(FIELDS[record] as Record<string, FieldShape>)) {
          const value = set.field(id, name).value;
          if (
            shape.crdt === "text" &&
            typeof raw[id]?.[name] === "string" &&
            set.text(id, name) === undefined
          )
            continue;
          expect([id, name, value]).toEqual([id, name, expected(shape, raw[id]?.[name])]);
        }
      }
    }
  });
});
