/*
 * One icon, drawn by the build (build/icon-sprite.ts), as a Lit template. Always decoration: the words beside it, or the
 * button's label, carry the meaning.
 */

import drawings from "virtual:icons";
import { html, type TemplateResult } from "lit";
import { getOrCreate } from "../core/get-or-create";

const ATTRIBUTES = `class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"`;
/** Lit parses a template once for each array of strings. */
const templates = new Map<string, TemplateStringsArray>();

export function icon(name: string): TemplateResult {
  return html(getOrCreate(templates, name, () => templateOf(name)));
}

function templateOf(name: string): TemplateStringsArray {
  const markup = `<svg ${ATTRIBUTES}>${drawings[name] ?? ""}</svg>`;
  return Object.assign([markup], { raw: [markup] });
}
