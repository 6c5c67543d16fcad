/*
 * How a card says what its fields are: texts, values, choices, links. card-fields.ts draws and edits them.
 */

import type { TemplateResult } from "lit";
import type { MessageKey } from "../core/i18n";
import type { Choice } from "./choice-editor";
import type { PickerOption } from "./picker";
import type { ValueKind } from "./value-editor";

export interface TextSpec {
  readonly name: string;
  readonly label: MessageKey;
  /** Shown where there is no text yet. */
  readonly empty: MessageKey;
  readonly isLong?: boolean;
  readonly look: "title" | "body" | "line";
}

export interface ValueSpec {
  readonly name: string;
  readonly label: string;
  readonly kind: ValueKind;
  readonly unit?: string;
  readonly shown: (value: never) => string;
  readonly look?: string;
  readonly check?: (value: number | string | undefined) => string | undefined;
}

export interface ChoiceSpec {
  readonly name: string;
  readonly label: MessageKey;
  readonly choices: readonly Choice[];
  readonly drawn: (value: string) => TemplateResult;
}

export interface PickSpec {
  readonly name: string;
  readonly label: string;
  readonly options: () => readonly PickerOption[];
  readonly isMany?: boolean;
  readonly empty: MessageKey;
  readonly make?: (words: string) => void;
  readonly suggestion?: string | undefined;
}

/** The one field of a card that is being written. */
export interface Editing {
  readonly name: string;
  readonly caretAt?: number | undefined;
  readonly isByPointer: boolean;
}
