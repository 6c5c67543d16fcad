/*
 * A root map of plain fields (the plan's header) as signals. Used by plan-document.ts.
 */
import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type * as Y from "yjs";
import { getOrCreate } from "../core/get-or-create";
import type { Fields } from "../core/records/record-set";
import { readField, setRegister } from "../core/records/values";
import type { Replica } from "../core/replica";

export class Header<R extends object> {
  readonly #replica: Replica;
  readonly #map: Y.Map<unknown>;
  readonly #fields: Fields;
  readonly #signals = new Map<string, Signal<unknown>>();
  readonly #heard = (event: Y.YMapEvent<unknown>): void => {
    batch(() => {
      for (const name of event.keysChanged) this.#refresh(String(name));
    });
  };

  constructor(replica: Replica, root: string, fields: Fields) {
    this.#replica = replica;
    this.#map = replica.doc.getMap(root);
    this.#fields = fields;
    this.#map.observe(this.#heard);
  }

  field<K extends keyof R & string>(name: K): ReadonlySignal<R[K] | undefined> {
    return getOrCreate(this.#signals, name, () => signal(this.#read(name))) as Signal<R[K] | undefined>;
  }

  /** Undefined clears a field. A value that the schema does not allow is refused. */
  update(patch: { readonly [K in keyof R]?: R[K] | undefined }): void {
    this.#replica.transact(() => {
      for (const [name, value] of Object.entries(patch))
        setRegister(this.#map, name, this.#fields[name], value);
    });
  }

  dispose(): void {
    this.#map.unobserve(this.#heard);
  }

  #read(name: string): unknown {
    const shape = this.#fields[name];
    return shape ? readField(shape, this.#map.get(name)) : undefined;
  }

  #refresh(name: string): void {
    const found = this.#signals.get(name);
    if (found) found.value = this.#read(name);
  }
}
