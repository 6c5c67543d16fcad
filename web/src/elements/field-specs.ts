/*
 * The types by which a card describes its fields to card-fields.ts: texts, values, choices, links.
 */

import type { TemplateResult } from "lit";
import type { PickerOption } from "./picker";
import type { ValueKind } from "./value-editor";

export interface TextSpec {
  readonly name: string;
  readonly label: string;
  /** Shown where there is no text yet. */
  readonly empty: string;
  readonly isLong?: boolean;
  readonly look: "title" | "body" | "line";
}

export interface ValueSpec {
  readonly name: string;
  readonly label: string;
  readonly kind: ValueKind;
  readonly unit?: string | undefined;
  readonly value: unknown;
  readonly shown: (value: unknown) => string;
  readonly commit: (value: unknown) => void;
  readonly look?: string | undefined;
  readonly check?: ValueCheck | undefined;
  /** Hears a value while it is typed. */
  readonly typed?: ((value: unknown) => void) | undefined;
}

/** Returns an error message for a readable value that is not valid, else undefined. */
export type ValueCheck = (value: number | string | undefined) => string | undefined;

export interface ChoiceSpec {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly PickerOption[];
  readonly value: string;
  readonly drawn: TemplateResult;
  readonly commit: (value: string) => void;
}

export interface PickSpec {
  readonly name: string;
  readonly label: string;
  readonly options: () => readonly PickerOption[];
  readonly isMany?: boolean;
  readonly empty: string;
  readonly make?: ((words: string) => void) | undefined;
  readonly suggestion?: string | undefined;
}

/** The field of a card that is being edited. */
export interface Editing {
  readonly name: string;
  readonly caretAt?: number | undefined;
  /** A value that was typed before a reload is back in its field, which does not take the focus. */
  readonly isRestored?: boolean;
  /** The document's value when the field was opened. */
  readonly base?: unknown;
}
