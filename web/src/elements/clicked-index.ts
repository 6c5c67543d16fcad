/*
 * The index of the clicked letter in a text, so that the field that replaces the text puts its caret there.
 */

interface CaretPositions {
  caretPositionFromPoint?(x: number, y: number): { offsetNode: Node; offset: number } | null;
  caretRangeFromPoint?(x: number, y: number): Range | null;
}

/** Index in the clicked text, or undefined when the click was beside it. */
export function clickedIndex(event: MouseEvent): number | undefined {
  const doc = document as unknown as CaretPositions;
  const position = doc.caretPositionFromPoint?.(event.clientX, event.clientY);
  const range = position ? undefined : doc.caretRangeFromPoint?.(event.clientX, event.clientY);
  const node = position?.offsetNode ?? range?.startContainer;
  const isText = node instanceof Text && node.parentElement?.classList.contains("value__text");
  return isText ? (position?.offset ?? range?.startOffset) : undefined;
}
