/*
 * Fixed versions of the shared plan and the names under them, from the `record` document that only the server writes.
 * workshop/sign_off_rows.py is the counterpart.
 */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import type { RecordedSignature, RecordedVersion } from "../generated/plan";
import { type Entry, recordedEntries } from "./recorded-entries";

export interface SignedVersion extends Entry<RecordedVersion> {
  /** The first one first. */
  readonly signatures: readonly Entry<RecordedSignature>[];
}

export class SignOffs {
  /** By number. */
  readonly all: ReadonlySignal<readonly SignedVersion[]>;

  constructor(doc: Y.Doc) {
    const versions = recordedEntries<RecordedVersion>(doc, "versions", "RecordedVersion");
    const signatures = recordedEntries<RecordedSignature>(doc, "signatures", "RecordedSignature");
    this.all = computed(() =>
      versions.value
        .map((one) => ({
          ...one,
          signatures: signatures.value
            .filter(({ version }) => version === one.id)
            .sort((a, b) => (a.at < b.at ? -1 : 1)),
        }))
        .sort((a, b) => a.number - b.number),
    );
  }
}

/** Twelve digits that people can compare aloud. */
export function fingerprint({ hash }: SignedVersion): string {
  return [0, 4, 8].map((at) => hash.slice(at, at + 4)).join(" ");
}

export function isSigned(version: SignedVersion): boolean {
  return new Set(version.signatures.map(({ side }) => side)).size === 2;
}
