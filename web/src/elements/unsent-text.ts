/*
 * Saves unsent words as a text file. Used by sync-issue-line.ts and unsent-words.ts.
 */

import { tKnown } from "../core/intl/i18n";
import type { UnsentWords } from "../core/recovery/unsent-words";

const FILE_NAME = "leitstern.txt";

export function saveAsText(words: readonly UnsentWords[]): void {
  const address = URL.createObjectURL(new Blob([textOf(words)], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = FILE_NAME;
  link.click();
  URL.revokeObjectURL(address);
}

/** Each text and record as it reads, under the name of its section. */
export function textOf(words: readonly UnsentWords[]): string {
  return `${words.map(partOf).join("\n\n")}\n`;
}

function partOf({ root, fields }: UnsentWords): string {
  const lines = Object.entries(fields).flatMap(([name, value]) => lineOf(name, value) ?? []);
  return [labelOf(root), ...lines].join("\n");
}

/** Links and order keys say nothing outside of the plan. */
function lineOf(name: string, value: unknown): string | undefined {
  if (name === "order" || Array.isArray(value) || value === undefined || value === "") return undefined;
  return `${labelOf(name)}: ${String(value)}`;
}

function labelOf(name: string): string {
  return tKnown(`plan.${name}`) ?? name;
}
