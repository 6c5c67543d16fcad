/*
 * One icon of the sprite that the build makes, as a Lit template. Always decoration: the words beside it, or the
 * button's label, carry the meaning.
 */

import { html, type TemplateResult } from "lit";

const SPRITE = "/static/icons.svg";

export function icon(name: string): TemplateResult {
  return html`<svg class="icon" aria-hidden="true" focusable="false"><use href=${`${SPRITE}#${name}`}></use></svg>`;
}
