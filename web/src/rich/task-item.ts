/*
 * A list item with a checkbox that is ticked by pointer, by touch, or with Space when it has the focus. A node view of the
 * editor.
 */
import type { Node as RichNode } from "prosemirror-model";
import type { EditorView, NodeView } from "prosemirror-view";

export class TaskItem implements NodeView {
  readonly dom = document.createElement("li");
  readonly contentDOM = document.createElement("div");
  readonly #box = document.createElement("input");
  /** Larger than the box, for a finger. */
  readonly #target = document.createElement("label");
  readonly #label: string;

  constructor(node: RichNode, view: EditorView, position: () => number | undefined, label: string) {
    this.#label = label;
    this.#box.type = "checkbox";
    this.#target.className = "rich__check";
    this.#target.contentEditable = "false";
    this.#target.append(this.#box);
    this.#box.addEventListener("change", () => this.#tick(view, position()));
    this.contentDOM.className = "rich__task";
    this.dom.append(this.#target, this.contentDOM);
    this.#show(node);
  }

  update(node: RichNode): boolean {
    if (node.type.name !== "task_item") return false;
    this.#show(node);
    return true;
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof Node && this.#target.contains(event.target);
  }

  ignoreMutation(record: { readonly target: Node }): boolean {
    return !this.contentDOM.contains(record.target);
  }

  #show(node: RichNode): void {
    const isChecked = node.attrs["checked"] === true;
    this.#box.checked = isChecked;
    this.dom.dataset["checked"] = String(isChecked);
    this.#box.setAttribute("aria-label", node.firstChild?.textContent || this.#label);
  }

  #tick(view: EditorView, at: number | undefined): void {
    if (at === undefined) return;
    if (view.editable) view.dispatch(view.state.tr.setNodeAttribute(at, "checked", this.#box.checked));
    else this.#box.checked = !this.#box.checked;
  }
}
