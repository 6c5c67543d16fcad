/*
 * The base class of every island: Lit in light DOM that renders again when a signal that `render` read has changed. A
 * move inside the page (`moveBefore`, or remove and insert in the same task) keeps the element alive; its resources
 * are released only when it was really removed. Knows nothing about plans.
 */

import { effect } from "@preact/signals-core";
import { LitElement } from "lit";
import { renderAround } from "../core/dom/translation-repair";

export abstract class SignalElement extends LitElement {
  #stopWatching: (() => void) | undefined;
  #held: (() => void)[] = [];

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && !this.#stopWatching) {
      this.appeared();
      this.requestUpdate();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    queueMicrotask(() => {
      if (!this.isConnected) this.#release();
    });
  }

  /** Present so that `moveBefore` does not run the two callbacks above. */
  connectedMoveCallback(): void {}

  /** Called once after each insertion into the page, before the first render: register `onDisconnect` here. */
  protected appeared(): void {}

  /** Registers a clean-up that runs when the element was really removed. */
  protected onDisconnect(release: () => void): void {
    this.#held.push(release);
  }

  protected override performUpdate(): void {
    if (!this.isUpdatePending) return;
    if (!this.hasUpdated) this.appeared();
    this.#stopWatching?.();
    let isFirst = true;
    this.#stopWatching = effect(() => {
      if (!isFirst) {
        this.requestUpdate();
        return;
      }
      isFirst = false;
      renderAround(this, () => super.performUpdate());
    });
  }

  #release(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    for (const release of this.#held.splice(0)) release();
  }
}
