/*
 * The editor of rich text: ProseMirror bound to a Y.XmlFragment of a replica. Loaded when notes are opened, because it is as
 * large as the rest of the page. Undo is the replica's own, so that Ctrl+Z takes back words and other edits in their order.
 * Knows nothing of plans; elements/rich-notes.ts shows it with its toolbar.
 */
import { baseKeymap, chainCommands } from "prosemirror-commands";
import { inputRules } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { type Command, EditorState, Plugin } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { initProseMirrorDoc, ySyncPlugin, ySyncPluginKey } from "y-prosemirror";
import type * as Y from "yjs";
import type { Replica } from "../core/replica-contract";
import { STATE_REPLACED } from "../core/transaction-origins";
import { carets, type IsHere } from "./carets";
import { type Format, formatsAt, indent, nextItem, outdent, toggle, typedMarks } from "./formats";
import { schema } from "./schema";
import { TaskItem } from "./task-item";

export type { Format };

export interface RichEditorOptions {
  readonly fragment: Y.XmlFragment;
  readonly replica: Replica;
  readonly label: string;
  /** Names a checkbox whose item has no words yet. */
  readonly taskLabel: string;
  readonly isHere: IsHere;
  /** Ctrl+Enter. */
  readonly confirmed: () => void;
  readonly changed: () => void;
}

export class RichEditor {
  readonly #view: EditorView;
  readonly #replica: Replica;
  readonly #fragment: Y.XmlFragment;
  readonly #replaced = (transaction: Y.Transaction): void => {
    if (transaction.origin === STATE_REPLACED) this.#readAnew();
  };

  constructor(mount: HTMLElement, options: RichEditorOptions) {
    const { fragment, replica } = options;
    this.#replica = replica;
    this.#fragment = fragment;
    replica.undo.addTrackedOrigin(ySyncPluginKey);
    this.#view = new EditorView(mount, {
      state: stateOf(options),
      editable: () => replica.mayWrite.peek(),
      attributes: { role: "textbox", "aria-multiline": "true", "aria-label": options.label, translate: "no" },
      nodeViews: {
        task_item: (node, view, position) => new TaskItem(node, view, position, options.taskLabel),
      },
      transformPastedHTML: withoutStyles,
      handleDOMEvents: { blur: () => void replica.presence.caret(null) },
    });
    replica.doc.on("afterTransaction", this.#replaced);
  }

  /** The formats in force at the selection. */
  get formats(): ReadonlySet<Format> {
    return formatsAt(this.#view.state);
  }

  get isEmpty(): boolean {
    const { doc } = this.#view.state;
    return doc.childCount <= 1 && doc.textContent === "" && doc.firstChild?.type.name === "paragraph";
  }

  /** As one step of undo. */
  toggle(format: Format): void {
    this.#replica.undo.stopCapturing();
    toggle(format)(this.#view.state, this.#view.dispatch, this.#view);
    this.#replica.undo.stopCapturing();
    this.#view.focus();
  }

  /** The words that are selected, by line; without a selection those of the line with the caret. */
  selectedLines(): readonly string[] {
    const { doc, selection } = this.#view.state;
    const { from, to, empty, $from } = selection;
    if (empty) return [$from.parent.textContent.trim()].filter(Boolean);
    const lines: string[] = [];
    doc.nodesBetween(from, to, (node, at) => {
      if (!node.isTextblock) return true;
      const [start, end] = [Math.max(0, from - at - 1), Math.min(node.content.size, to - at - 1)];
      lines.push(node.textBetween(start, end, " ", " ").trim());
      return false;
    });
    return lines.filter(Boolean);
  }

  focus(): void {
    this.#view.focus();
  }

  destroy(): void {
    this.#replica.doc.off("afterTransaction", this.#replaced);
    this.#view.destroy();
  }

  /** The document was exchanged: y-prosemirror hears nothing where the new content is empty. */
  #readAnew(): void {
    const { binding } = ySyncPluginKey.getState(this.#view.state) as {
      binding?: { _forceRerender(): void; type: Y.XmlFragment };
    };
    if (binding?.type === this.#fragment) binding._forceRerender();
  }
}

/** Begins with the text, so that the caret is in its first line. An empty text is shown as one empty paragraph. */
function stateOf(options: RichEditorOptions): EditorState {
  const { doc, mapping } = initProseMirrorDoc(options.fragment, schema);
  const plugins = [ySyncPlugin(options.fragment, { mapping }), ...pluginsOf(options)];
  return EditorState.create({ schema, plugins, ...(doc.childCount > 0 ? { doc } : {}) });
}

function pluginsOf({ replica, isHere, confirmed, changed }: RichEditorOptions): Plugin[] {
  const { undo } = replica;
  const run =
    (work: () => unknown): Command =>
    () => {
      work();
      return true;
    };
  return [
    carets(replica.presence, isHere),
    inputRules({ rules: typedMarks() }),
    keymap({
      "Mod-z": run(() => undo.undo()),
      "Mod-y": run(() => undo.redo()),
      "Mod-Shift-z": run(() => undo.redo()),
      "Mod-b": toggle("strong"),
      "Mod-i": toggle("em"),
      "Mod-Enter": run(confirmed),
      "Mod-]": indent,
      "Mod-[": outdent,
      "Shift-Enter": lineBreak,
      Enter: chainCommands(nextItem, baseKeymap["Enter"] as Command),
    }),
    keymap(baseKeymap),
    new Plugin({ view: () => ({ update: changed }) }),
    nativeUndo(undo),
  ];
}

/** The Content Security Policy would report every style of a pasted page, although none is applied. */
function withoutStyles(html: string): string {
  return html
    .replace(/<style\b[\s\S]*?<\/style>/gi, "")
    .replace(/\sstyle\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, "");
}

const lineBreak: Command = (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(schema.nodes.hard_break.create()).scrollIntoView());
  return true;
};

/** A phone's own undo (a shake, a gesture) comes as an input event. */
function nativeUndo(undo: Y.UndoManager): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        beforeinput: (_view, event) => {
          const way = { historyUndo: () => undo.undo(), historyRedo: () => undo.redo() }[event.inputType];
          if (!way) return false;
          event.preventDefault();
          way();
          return true;
        },
      },
    },
  });
}
