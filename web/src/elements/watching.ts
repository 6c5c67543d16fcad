/*
 * The base of every island: Lit in light DOM that renders again when a signal it read has changed. Reads outside
 * `render` are not tracked. A move inside the page (`moveBefore`, or remove and insert in one go) keeps the element
 * alive; what it holds is released only when it is really gone. Knows nothing of plans.
 */

import { effect } from "@preact/signals-core";
import { LitElement } from "lit";

export abstract class WatchingElement extends LitElement {
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

  /** Called once for each stay in the page, before the first render: the place for `hold`. */
  protected appeared(): void {}

  /** Keeps a clean-up until the element has really left the page. */
  protected hold(release: () => void): void {
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
      super.performUpdate();
    });
  }

  #release(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    for (const release of this.#held.splice(0)) release();
  }
}
