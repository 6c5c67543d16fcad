/*
 * Rich text as it is read: for who may not write, and until the editor is loaded. The same tags as the editor's, so that
 * nothing moves when it takes over. A node that this version does not know shows its words.
 */

import { html, type TemplateResult } from "lit";
import type { RichNode } from "../core/rich-text";

export function richView(nodes: readonly RichNode[]): TemplateResult {
  return html`${nodes.map(drawn)}`;
}

function drawn(node: RichNode): TemplateResult {
  if ("text" in node) return html`${node.text.map(([words, formats]) => formatted(words, formats))}`;
  const inside = richView(node.children);
  switch (node.tag) {
    case "heading":
      return Number(node.attributes["level"] ?? 1) === 1
        ? html`<h3>${inside}</h3>`
        : html`<h4>${inside}</h4>`;
    case "bullet_list":
      return html`<ul>${inside}</ul>`;
    case "ordered_list":
      return html`<ol>${inside}</ol>`;
    case "task_list":
      return html`<ul data-tasks>${inside}</ul>`;
    case "list_item":
      return html`<li>${inside}</li>`;
    case "task_item":
      return taskItem(node.attributes["checked"] === true, inside);
    case "hard_break":
      return html`<br>`;
    default:
      return html`<p>${inside}</p>`;
  }
}

function taskItem(isChecked: boolean, inside: TemplateResult): TemplateResult {
  return html`<li data-checked=${isChecked ? "true" : "false"}><label class="rich__check"><input type="checkbox" disabled .checked=${isChecked}></label><div class="rich__task">${inside}</div></li>`;
}

function formatted(words: string, formats: Readonly<Record<string, unknown>>): TemplateResult {
  const plain = html`${words}`;
  const strong = formats["strong"] ? html`<strong>${plain}</strong>` : plain;
  return formats["em"] ? html`<em>${strong}</em>` : strong;
}
