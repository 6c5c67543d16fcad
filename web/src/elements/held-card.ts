/*
 * Keeps the card in which somebody is writing where it is, when others delete it or change it so that the filter hides it: the
 * focus and the words stay, and the notice about it offers the way back. It leaves the list with the focus. Says, besides,
 * that somebody moved it. One of these belongs to each list.
 */

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import { t } from "../core/intl/i18n";
import { lastWriterOf } from "../doc/last-writer";
import type { Kind } from "../generated/plan";
import type { DocumentView } from "./document-view";
import { moveRecord } from "./record-commands";
import { nameOf, participantName } from "./record-names";
import { isByHand } from "./sorting";
import { showToast } from "./toast";

const FIELD = "textarea, input, select, [contenteditable=true]";

interface Held {
  readonly id: string;
  readonly at: number;
}

export class HeldCard {
  readonly #view: DocumentView;
  readonly #kind: Kind;
  readonly #held = signal<Held | undefined>(undefined);

  constructor(view: DocumentView, kind: Kind) {
    this.#view = view;
    this.#kind = kind;
  }

  /** The id of the card that is kept. */
  readonly id: ReadonlySignal<string | undefined> = computed(() => this.#held.value?.id);

  /** Follows a list of cards; returns its ids with the card that is kept, and what ends it. */
  follow(
    list: HTMLElement,
    shown: ReadonlySignal<readonly string[]>,
  ): [ReadonlySignal<readonly string[]>, () => void] {
    let before: readonly string[] = shown.peek();
    const stop = effect(() => {
      const now = shown.value;
      const id = writtenIn(list);
      if (id !== undefined) this.#look(id, before, now);
      before = now;
    });
    const left = (): void => void requestAnimationFrame(() => this.#left(list));
    list.addEventListener("focusout", left);
    const stopMarking = effect(() => this.#mark(list));
    const ids = computed(() => withHeld(shown.value, this.#held.value));
    return [
      ids,
      () => {
        stop();
        stopMarking();
        list.removeEventListener("focusout", left);
      },
    ];
  }

  #look(id: string, before: readonly string[], now: readonly string[]): void {
    const at = before.indexOf(id);
    if (now.includes(id)) {
      this.#held.value = undefined;
      if (at >= 0) this.#lookForMove(id, before, now);
    } else if (at >= 0 && !this.#isMyDoing(id)) {
      this.#held.value = { id, at };
      if (!this.#view.plan.any(this.#kind).has(id)) this.#view.lateEdits.tell({ kind: this.#kind, id });
    }
  }

  /** Shows on the card that it is deleted. */
  #mark(list: HTMLElement): void {
    const id = this.#held.value?.id;
    const isDeleted = id !== undefined && this.#view.plan.any(this.#kind).removed.value.includes(id);
    for (const card of list.querySelectorAll("[data-gone]")) card.removeAttribute("data-gone");
    if (isDeleted) list.querySelector(`[data-record="${CSS.escape(id)}"]`)?.setAttribute("data-gone", "");
  }

  #isMyDoing(id: string): boolean {
    const { plan, replica } = this.#view;
    return plan.any(this.#kind).field(id, "removed_by").peek() === replica.participant;
  }

  /** Only what somebody did to this very card: others that pass it do not move it. */
  #lookForMove(id: string, ...lists: readonly (readonly string[])[]): void {
    const { plan } = this.#view;
    const records = plan.any(this.#kind);
    const [before = [], now = []] = lists.map((keys) => keys.filter((key) => records.has(key)));
    if (!isByHand(this.#view, this.#kind) || now.indexOf(id) === before.indexOf(id)) return;
    const writer = lastWriterOf(plan, this.#kind, id, "order");
    const [othersBefore, othersNow] = [before, now].map((ids) => ids.filter((one) => one !== id).join());
    if (!writer || writer === plan.replica.participant || othersBefore !== othersNow) return;
    const previous = before[before.indexOf(id) - 1];
    const name = nameOf(this.#view, id) ?? "";
    const who = participantName(writer) ?? t("bin.somebody");
    showToast(t("plan.moved_under_hand", { who, name, position: now.indexOf(id) + 1 }), {
      label: t("plan.move_back"),
      run: () => moveRecord(this.#view, this.#kind, id, previous ? { after: previous } : "first"),
    });
  }

  #left(list: HTMLElement): void {
    const held = this.#held.peek();
    if (held && writtenIn(list) !== held.id) this.#held.value = undefined;
  }
}

/** The card with the field that has the focus. */
function writtenIn(list: HTMLElement): string | undefined {
  const active = document.activeElement;
  if (!active?.matches(FIELD) || !list.contains(active)) return undefined;
  return active.closest<HTMLElement>("[data-record]")?.dataset["record"];
}

function withHeld(ids: readonly string[], held: Held | undefined): readonly string[] {
  return !held || ids.includes(held.id) ? ids : ids.toSpliced(held.at, 0, held.id);
}
