/*
 * What one person last chose on this device for how something is shown, such as the grouping of a list. Kept under the
 * participant's id, so it belongs to one plan and one person, and is deleted with everything else when they leave.
 */

import { forget, PREFIX, read, write } from "./local-storage";

export function rememberedChoice(participant: string, name: string): string {
  return read(keyOf(participant, name)) ?? "";
}

export function rememberChoice(participant: string, name: string, value: string): void {
  if (value) write(keyOf(participant, name), value);
  else forget(keyOf(participant, name));
}

function keyOf(participant: string, name: string): string {
  return `${PREFIX}:choice:${participant}:${name}`;
}
