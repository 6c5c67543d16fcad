/*
 * Which entry among the plan's people is probably a person who joined, by the name that they typed. Pure: titles, order
 * ("Weber, Petra"), capitals, accents and initials ("P. Weber") do not matter; a different first name is somebody else.
 */

const TITLES = new Set(["dr", "prof", "ing", "dipl", "mag", "mr", "mrs", "ms", "herr", "frau"]);

interface Name {
  readonly given: readonly string[];
  readonly family: string;
}

/** Lower-case words without titles and accents; "Weber, Petra" in the usual order. */
function wordsOf(name: string): readonly string[] {
  const [family = "", given] = name.split(",");
  const inOrder = given === undefined ? name : `${given} ${family}`;
  const plain = inOrder.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  return plain.split(/[\s.-]+/).filter((word) => word !== "" && !TITLES.has(word));
}

function nameOf(name: string): Name {
  const words = wordsOf(name);
  return { given: words.slice(0, -1), family: words.at(-1) ?? "" };
}

/** Whether both may be the name of one person: the family name is the same, and no first name contradicts. */
export function isLikelySame(one: string, other: string): boolean {
  const [left, right] = [nameOf(one), nameOf(other)];
  if (left.family === "" || right.family === "") return false;
  // Only a first name was typed: "Petra" for "Petra Weber".
  if (left.given.length === 0 && right.given.length > 0) return isNameOf(left.family, right);
  if (right.given.length === 0 && left.given.length > 0) return isNameOf(right.family, left);
  if (left.family !== right.family) return false;
  const [first, second] = [left.given[0], right.given[0]];
  return first === undefined || second === undefined || isInitialOf(first, second);
}

function isNameOf(word: string, name: Name): boolean {
  return word === name.family || word === name.given[0];
}

function isInitialOf(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return short === long || (short.length === 1 && long.startsWith(short));
}
