/*
 * node open_example.mjs KIND FILE: opens golden bytes with Yjs and prints {"json": canonical JSON, "again": the
 * whole document encoded anew, base64}.
 */
import { readFileSync } from "node:fs";
import { canonicalJson, plain, Y } from "./stock.mjs";

const [kind, file] = process.argv.slice(2);
const doc = new Y.Doc();
Y.applyUpdate(doc, readFileSync(file));
const again = Buffer.from(Y.encodeStateAsUpdate(doc)).toString("base64");
process.stdout.write(JSON.stringify({ json: canonicalJson(plain(doc, kind)), again }));
