/*
 * What somebody pastes into a field of one line, as clean lines: without tabs, bullets and empty lines.
 */

const BULLET = /^[•▪·*–-]\s+/;

export function pastedLines(words: string): readonly string[] {
  const lines = words.split(/\r\n?|\n/).map((line) => line.replaceAll(/\s+/g, " ").trim());
  const filled = lines.filter((line) => line !== "");
  return filled.length > 1 ? filled.map((line) => line.replace(BULLET, "")) : filled;
}
