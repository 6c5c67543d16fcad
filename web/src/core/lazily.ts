/*
 * A value of a map, made when it is first asked for. For the tables of signals and children in this folder.
 */
export function lazily<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
