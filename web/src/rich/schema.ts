/*
 * What rich text may hold: paragraphs, headings, lists, checkboxes, strong and emphasised words. Node names are those that
 * core/rich-text.ts and plan/rich_text.py read. Contents are as loose as possible: y-prosemirror deletes from the document
 * what does not fit, and two people's edits can leave any nesting of these. Pure.
 */
import { type NodeSpec, Schema } from "prosemirror-model";

/** Headings stand below the section's own heading, which is an h2. */
const HEADING_TAGS = ["h3", "h4", "h5"];

const nodes = {
  doc: { content: "block+" },
  paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  heading: {
    attrs: { level: { default: 1 } },
    content: "inline*",
    group: "block",
    defining: true,
    parseDOM: [
      { tag: "h1", attrs: { level: 1 } },
      { tag: "h2", attrs: { level: 1 } },
      { tag: "h3", attrs: { level: 1 } },
      { tag: "h4", attrs: { level: 2 } },
    ],
    toDOM: ({ attrs }) => [HEADING_TAGS[Number(attrs["level"]) - 1] ?? "h5", 0],
  },
  bullet_list: {
    content: "list_item+",
    group: "block",
    parseDOM: [{ tag: "ul:not([data-tasks])" }],
    toDOM: () => ["ul", 0],
  },
  ordered_list: {
    content: "list_item+",
    group: "block",
    parseDOM: [{ tag: "ol" }],
    toDOM: () => ["ol", 0],
  },
  list_item: { content: "block+", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  task_list: {
    content: "task_item+",
    group: "block",
    parseDOM: [{ tag: "ul[data-tasks]", priority: 60 }],
    toDOM: () => ["ul", { "data-tasks": "" }, 0],
  },
  task_item: {
    attrs: { checked: { default: false } },
    content: "block+",
    defining: true,
    parseDOM: [
      {
        tag: "li[data-checked]",
        priority: 60,
        getAttrs: (dom) => ({ checked: dom.getAttribute("data-checked") === "true" }),
      },
    ],
    toDOM: ({ attrs }) => ["li", { "data-checked": String(attrs["checked"]) }, 0],
  },
  text: { group: "inline" },
  hard_break: {
    inline: true,
    group: "inline",
    selectable: false,
    parseDOM: [{ tag: "br" }],
    toDOM: () => ["br"],
  },
} satisfies Record<string, NodeSpec>;

export const schema = new Schema<keyof typeof nodes, "strong" | "em">({
  nodes,
  marks: {
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  },
});
