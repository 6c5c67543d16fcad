/*
 * One step taken back: what it wrote goes, what it deleted returns. Called by undo.ts within a transaction.
 *
 * What returns is made anew between two items that are neighbours at this moment, as typing would be. Yjs's own undo looks
 * for both neighbours separately; in a container that returned it can find them the wrong way round, or one as both, and
 * then Yjs and yrs order them differently. So only a left neighbour is looked for here: right is whatever stands behind it.
 */
import * as Y from "yjs";

export type Step = Y.UndoManager["undoStack"][number];

type Container = Y.AbstractType<unknown>;

export class Reversal {
  readonly #transaction: Y.Transaction;
  readonly #step: Step;
  /** Whether an own step deleted this; else somebody else did. */
  readonly #wasDeletedHere: (id: Y.ID) => boolean;
  readonly #taken = new Set<Y.Item>();
  /** What returned, and as what. */
  readonly returned: [Y.Item, Y.Item][] = [];
  #hasChanged = false;

  constructor(transaction: Y.Transaction, step: Step, wasDeletedHere: (id: Y.ID) => boolean) {
    this.#transaction = transaction;
    this.#step = step;
    this.#wasDeletedHere = wasDeletedHere;
  }

  /** Returns whether anything changed: others may have made the whole step meaningless. */
  run(): boolean {
    const returning = this.#items(this.#step.deletions);
    this.#takeAll(this.#items(this.#step.insertions).flatMap((item) => this.#nowOf(item)));
    for (const item of returning) if (item.parentSub !== null) this.#bring(item);
    for (const container of new Set(returning.map(containerOf))) this.#bringList(container);
    this.#forgetMarkers();
    return this.#hasChanged;
  }

  #items(set: Step["deletions"]): Y.Item[] {
    const found: Y.Item[] = [];
    Y.iterateDeletedStructs(this.#transaction, set, (struct) => {
      if (struct instanceof Y.Item) found.push(struct);
    });
    return found;
  }

  /** Deletes what the step wrote, children before what holds them; but no container in which others write by now. */
  #takeAll(written: readonly Y.Item[]): void {
    const own = new Set(written);
    const kept = new Set(written.filter((item) => holdsOthers(item, own)));
    for (const item of written.toReversed()) {
      if (item.deleted || isWithin(item, kept)) continue;
      item.delete(this.#transaction);
      this.#taken.add(item);
      this.#hasChanged = true;
    }
  }

  /** An item as it is now: itself, or what undo and redo made of it since. */
  #nowOf(item: Y.Item): readonly Y.Item[] {
    const later = item.redone
      ? this.#pieces(item.redone, item.length).flatMap((piece) => this.#nowOf(piece))
      : [];
    return item.deleted ? later : [...later, item];
  }

  #pieces({ client, clock }: Y.ID, length: number): readonly Y.Item[] {
    const pieces: Y.Item[] = [];
    for (let at = clock; at < clock + length; ) {
      const piece: Y.Item = Y.getItemCleanStart(this.#transaction, Y.createID(client, at));
      if (piece.id.clock + piece.length > clock + length) this.#cut(client, clock + length);
      if (piece instanceof Y.Item) pieces.push(piece);
      at = piece.id.clock + piece.length;
    }
    return pieces;
  }

  #cut(client: number, clock: number): void {
    Y.getItemCleanStart(this.#transaction, Y.createID(client, clock));
  }

  /** What the step both wrote and deleted never was there before it. */
  #isReturning(item: Y.Item): boolean {
    return Y.isDeleted(this.#step.deletions, item.id) && !Y.isDeleted(this.#step.insertions, item.id);
  }

  /** In their order, so that a whole text that returns becomes one item again. */
  #bringList(container: Container): void {
    for (let item = container._start; item; item = item.right) if (this.#isReturning(item)) this.#bring(item);
  }

  #bring(item: Y.Item): void {
    if (item.redone || !this.#isReturning(item) || item.content instanceof Y.ContentDeleted) return;
    const home = this.#standingFor(containerOf(item));
    if (!home) return;
    if (item.parentSub !== null) this.#bringEntry(item, home, item.parentSub);
    else this.#bringListed(item, home);
  }

  /** The container itself while it lives, else the one that it returned as, now or earlier. */
  #standingFor(container: Container): Container | undefined {
    const holder = container._item;
    if (!holder?.deleted) return container;
    if (!holder.redone) this.#bring(holder);
    const next = holder.redone ? this.#itemAt(holder.redone) : undefined;
    return next?.content instanceof Y.ContentType ? this.#standingFor(next.content.type) : undefined;
  }

  /** A value under a key returns unless somebody else wrote or cleared it since, or a later value of it returns too. */
  #bringEntry(item: Y.Item, home: Container, key: string): void {
    for (let later = item.right; later; later = later.right) if (this.#isReturning(later)) return;
    const last = home._map.get(key) ?? null;
    if (last && !(last.deleted && (this.#taken.has(last) || this.#wasDeletedHere(last.id)))) return;
    this.#make(item, home, last, null);
  }

  #bringListed(item: Y.Item, home: Container): void {
    const left = this.#neighbour(item.left, home, new Set());
    this.#make(item, home, left, left ? left.right : home._start);
  }

  /** The nearest item to the left that stands in `home`, itself or as what it returned as. */
  #neighbour(from: Y.Item | null, home: Container, seen: Set<Y.Item>): Y.Item | null {
    for (let at = from; at && !seen.has(at); at = at.left) {
      if (at.parent === home) return at;
      seen.add(at);
      const last = at.redone && Y.createID(at.redone.client, at.redone.clock + at.length - 1);
      const returned = last ? this.#itemAt(last) : undefined;
      if (!last || !returned || returned.parent === at.parent) continue; // Returned in place, it stands for itself there.
      if (returned.parent === home)
        return Y.getItemCleanEnd(this.#transaction, this.#transaction.doc.store, last);
      const found = this.#neighbour(returned, home, seen);
      if (found) return found;
    }
    return null;
  }

  #make(item: Y.Item, home: Container, left: Y.Item | null, right: Y.Item | null): void {
    const { store, clientID } = this.#transaction.doc;
    const id = Y.createID(clientID, Y.getState(store, clientID));
    const [origin, rightOrigin] = [left?.lastId ?? null, right?.id ?? null];
    const content = item.content.copy();
    const made = new Y.Item(id, left, origin, right, rightOrigin, home, item.parentSub, content);
    item.redone = id;
    made.keep = true;
    made.integrate(this.#transaction, 0);
    this.returned.push([item, made]);
    this.#hasChanged = true;
  }

  #itemAt(id: Y.ID): Y.Item | undefined {
    const found: unknown = Y.getItem(this.#transaction.doc.store, id);
    return found instanceof Y.Item ? found : undefined;
  }

  /** Yjs remembers places in long texts, and was not asked when these changed. */
  #forgetMarkers(): void {
    for (const container of this.#transaction.changed.keys()) {
      const { _searchMarker: markers } = container as unknown as { _searchMarker: unknown[] | null };
      if (markers) markers.length = 0;
    }
  }
}

/** Whether this is a container with something in it, at any depth, that is not among `own`. */
function holdsOthers(item: Y.Item, own: ReadonlySet<Y.Item>): boolean {
  if (!(item.content instanceof Y.ContentType)) return false;
  const { type } = item.content;
  const isOthers = (held: Y.Item) => !held.deleted && (!own.has(held) || holdsOthers(held, own));
  for (let held = type._start; held; held = held.right) if (isOthers(held)) return true;
  return [...type._map.values()].some(isOthers);
}

function isWithin(item: Y.Item, kept: ReadonlySet<Y.Item>): boolean {
  for (let at: Y.Item | null = item; at; at = containerOf(at)._item) if (kept.has(at)) return true;
  return false;
}

function containerOf(item: Y.Item): Container {
  return item.parent as Container;
}
