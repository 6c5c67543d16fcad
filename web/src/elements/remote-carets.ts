/*
 * The other people in one text, drawn over it: carets with names, and avatars of those who are there without a caret.
 * The text in read mode and the editor's mirror are each one text node, so a Range gives the positions. Decoration
 * only: other elements tell assistive technology who is here.
 */

import { effect, type ReadonlySignal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import type * as Y from "yjs";
import type { PresencePlace } from "../core/presence/presence";
import type { Replica } from "../core/replica";
import { type RemoteCaret, remoteCarets } from "../core/text/text-binding";
import { initials, visitorMarks } from "./avatar";
import { besideEachOther, fitting } from "./caret-names";
import { withCompany } from "./company";
import type { Visitor } from "./presence-index";
import { SignalElement } from "./signal-element";

interface Spot {
  readonly left: number;
  readonly top: number;
  readonly height: number;
}

const SOURCE = ".writer__mirror, .value__text";

export class Carets extends SignalElement {
  static override properties = { shownText: { attribute: false }, visitors: { attribute: false } };
  /** The displayed text; when it changes, the carets are measured again. */
  declare shownText: string;
  declare visitors: readonly Visitor[];

  replica: Replica | undefined;
  text: () => Y.Text | undefined = () => undefined;
  place: PresencePlace | undefined;
  #carets: ReadonlySignal<readonly RemoteCaret[]> | undefined;
  #frame = 0;

  protected override appeared(): void {
    if (this.replica && this.place) {
      const carets = remoteCarets(this.replica.presence, this.replica.doc, this.text, this.place);
      // Rendering unsubscribes for a moment; subscribing again would change this signal and render again, without end.
      this.onDisconnect(effect(() => void carets.value));
      this.#carets = carets;
    }
    const sizes = new ResizeObserver(() => this.#settle());
    if (this.parentElement) sizes.observe(this.parentElement);
    this.onDisconnect(() => sizes.disconnect());
    this.onDisconnect(() => cancelAnimationFrame(this.#frame));
  }

  protected override render(): unknown {
    const carets = this.#carets?.value ?? [];
    const writers = new Set(carets.map(({ person }) => person.id));
    return html`${visitorMarks(this.visitors.filter(({ id }) => !writers.has(id)))}${carets.map(drawn)}`;
  }

  protected override updated(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#settle());
  }

  #settle(): void {
    const slot = this.parentElement;
    const node = firstText(slot?.querySelector(SOURCE));
    const carets = this.#carets?.peek() ?? [];
    const marks = this.querySelectorAll<HTMLElement>(".caret");
    if (!slot) return;
    const origin = slot.getBoundingClientRect();
    for (const [index, mark] of [...marks].entries()) {
      const caret = carets[index];
      const spot = caret && spotAt(node, caret.head, origin);
      mark.hidden = !spot;
      if (!spot) continue;
      mark.style.setProperty("--x", `${spot.left}px`);
      mark.style.setProperty("--y", `${spot.top}px`);
      mark.style.setProperty("--h", `${spot.height}px`);
    }
    placeNames(
      [...marks].filter((mark) => !mark.hidden),
      origin,
    );
  }
}

function drawn({ person }: RemoteCaret): TemplateResult {
  return html`<span class="caret caret--${person.side}" translate="no"><span class="caret__name" title=${withCompany(person.name, person.side)}
    data-initials=${initials(person.name)}><span class="caret__words">${person.name}</span></span></span>`;
}

/** If the names of a line do not fit, initials are shown. */
function placeNames(marks: readonly HTMLElement[], origin: DOMRect): void {
  const names = marks.flatMap((mark) => mark.querySelector<HTMLElement>(".caret__name") ?? []);
  const measured = () =>
    names.map((name, index) => {
      const caret = marks[index]?.getBoundingClientRect();
      return {
        left: (caret?.left ?? 0) - origin.left,
        top: (caret?.top ?? 0) - origin.top,
        width: name.offsetWidth,
      };
    });
  for (const name of names) name.removeAttribute("data-brief");
  for (const [index, fits] of fitting(measured(), origin.width).entries())
    names[index]?.toggleAttribute("data-brief", !fits);
  const boxes = measured();
  for (const [index, left] of besideEachOther(boxes, origin.width).entries())
    names[index]?.style.setProperty("--shift", `${left - (boxes[index]?.left ?? 0)}px`);
}

function firstText(host: Element | null | undefined): Text | undefined {
  for (const child of host?.childNodes ?? []) {
    if (child instanceof Text && child.data.length > 0) return child;
  }
  return undefined;
}

function spotAt(node: Text | undefined, index: number, origin: DOMRect): Spot | undefined {
  if (!node) return { left: 0, top: 0, height: 20 };
  const at = Math.min(index, node.data.length);
  const range = document.createRange();
  range.setStart(node, at);
  range.setEnd(node, at);
  const box = range.getClientRects()[0] ?? edgeOf(range, node, at);
  if (!box) return undefined;
  return { left: box.left - origin.left, top: box.top - origin.top, height: box.height };
}

/** A collapsed range has no box after a line break or at a wrap; then the letter before it is measured. */
function edgeOf(
  range: Range,
  node: Text,
  at: number,
): { left: number; top: number; height: number } | undefined {
  if (at === 0) return undefined;
  range.setStart(node, at - 1);
  const boxes = range.getClientRects();
  const box = boxes[boxes.length - 1];
  return box && { left: box.right, top: box.top, height: box.height };
}

customElements.define("leitstern-remote-carets", Carets);
