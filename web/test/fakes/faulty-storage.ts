/*
 * storage-faults.js over fake-indexeddb, with types. Import it instead of fake-indexeddb, and call `healStorage` after each test.
 */
import "fake-indexeddb/auto";
import "./storage-faults.js";

export type Fault = "getter" | "open" | "transaction" | "write";

type Faults = Record<Fault, string | undefined> & { count: number };

export const storageFaults = (globalThis as unknown as { storageFaults: Faults }).storageFaults;

export function healStorage(): void {
  for (const fault of ["getter", "open", "transaction", "write"] as const) storageFaults[fault] = undefined;
  storageFaults.count = 0;
}
