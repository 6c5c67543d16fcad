/*
 * Storage that fails on demand, as browsers do: Safari breaks connections of background tabs (InvalidStateError,
 * UnknownError), a disk is full (QuotaExceededError), settings forbid storage (SecurityError from the getter itself). A plain
 * script, so that a real browser can run it before the page's own. Tests set `storageFaults.<where> = "<DOMException name>"`
 * and back to undefined. In vitest import faulty-storage.ts; in browser tests use `faulty_storage` of tests/browser/.
 */
(() => {
  const faults = {
    /** `indexedDB` itself. */
    getter: undefined,
    /** `indexedDB.open` fails. */
    open: undefined,
    /** `database.transaction()` throws. */
    transaction: undefined,
    /** A write is taken, and its transaction aborts later. */
    write: undefined,
    /** How often something failed. */
    count: 0,
  };
  const fail = (where) => {
    faults.count += 1;
    return new DOMException(`${where} fails in this test`, faults[where]);
  };

  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (...given) {
    if (faults.transaction && given[1] !== "versionchange") throw fail("transaction");
    return transaction.apply(this, given);
  };

  const { add } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.add = function (...given) {
    const request = add.apply(this, given);
    if (faults.write) {
      fail("write");
      this.transaction.abort();
    }
    return request;
  };

  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (...given) {
    if (faults.open) throw fail("open");
    return open.apply(this, given);
  };

  const factory = globalThis.indexedDB;
  Object.defineProperty(globalThis, "indexedDB", {
    configurable: true,
    get() {
      if (faults.getter) throw fail("getter");
      return factory;
    },
  });

  globalThis.storageFaults = faults;
})();
