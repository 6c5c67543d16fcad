/*
 * Renders into an element that is no island: a dialog, a popover, a message. As signal-element.ts does for islands, it puts
 * back texts that a page translation took out; Lit's own `render` would go on writing into those. A house test holds this.
 */

import { render } from "lit";
import { renderAround } from "./translation-repair";

export function renderInto(content: unknown, container: HTMLElement): void {
  renderAround(container, () => render(content, container));
}
