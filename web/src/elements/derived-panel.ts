/*
 * A panel that the server computes as HTML (pages/panels.py): fetched when it appears, and again after the shared document
 * or somebody's word changed and the server confirmed the change. One request at a time; a failed one is tried again at
 * the next change, and what is shown stays. What follows a panel is not seen until the first answer (`data-awaited`), so
 * that nothing moves when it comes; without a connection, or when the answer is late, it is seen at once.
 */

import { effect } from "@preact/signals-core";
import { today } from "../core/intl/today";
import { page } from "./context";

const QUIET_MS = 400;
const LATE_MS = 10_000;

export class DerivedPanel extends HTMLElement {
  #stop: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #late: ReturnType<typeof setTimeout> | undefined;
  #isAsking = false;
  #isStale = false;
  #isHeld = false;

  /** `data-version` names what else the panel depends on; a new one asks anew. */
  static readonly observedAttributes = ["data-version"];

  attributeChangedCallback(_name: string, before: string | null): void {
    if (before !== null && this.isConnected) this.#askSoon();
  }

  connectedCallback(): void {
    this.setAttribute("aria-busy", "true");
    this.toggleAttribute("data-awaited", this.innerHTML === "");
    this.#late = setTimeout(() => this.#stopWaiting(), LATE_MS);
    const { shared, words } = page();
    this.#stop = effect(() => {
      const { seq, status } = shared.replica;
      void [today.value, seq.value, words.version.value];
      const { kind } = status.value;
      if (kind === "saved" || kind === "readonly") this.#askSoon();
      if (kind === "offline" || kind === "stopped") this.#stopWaiting();
    });
  }

  disconnectedCallback(): void {
    this.#stop?.();
    clearTimeout(this.#timer);
    clearTimeout(this.#late);
  }

  /** What is shown stays while somebody has hold of a part of it. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    if (this.isConnected) this.#askSoon();
  }

  #stopWaiting(): void {
    this.removeAttribute("data-awaited");
  }

  #askSoon(): void {
    this.#isStale = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), this.innerHTML === "" ? 0 : QUIET_MS);
  }

  async #ask(): Promise<void> {
    if (this.#isAsking || this.#isHeld || document.hidden) return;
    this.#isAsking = true;
    this.#isStale = false;
    try {
      const answer = await fetch(`/plans/${page().boot.plan_id}/panels/${this.dataset["panel"] ?? ""}`, {
        cache: "no-store",
        headers: { Accept: "text/html" },
      });
      const text = await answer.text();
      if (answer.ok && !this.#isHeld) this.#show(text);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // No connection: what is shown stays.
    } finally {
      this.#isAsking = false;
      this.setAttribute("aria-busy", "false");
      this.#stopWaiting();
    }
    if (this.#isStale) this.#askSoon();
  }

  /** Keeps tables that somebody opened open, and the focus on the link that has it. */
  #show(html: string): void {
    const { activeElement } = document;
    const focused = this.contains(activeElement) ? activeElement?.getAttribute("href") : undefined;
    const open = [...this.querySelectorAll("details")].map((one) => one.open);
    this.innerHTML = html;
    for (const [at, one] of [...this.querySelectorAll("details")].entries()) one.open = open[at] ?? false;
    if (!focused) return;
    const links = this.querySelectorAll<HTMLElement>(`a[href="${CSS.escape(focused)}"]`);
    [...links].find((link) => link.getClientRects().length > 0)?.focus({ preventScroll: true });
  }
}

customElements.define("leitstern-derived-panel", DerivedPanel);
