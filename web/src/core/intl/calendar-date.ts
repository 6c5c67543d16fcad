/*
 * ISO calendar dates ("2027-12-31"), which have no time and no time zone. Pure; used by parse.ts and by records/values.ts.
 */
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** `Date.parse` accepts 31 February; formatting the result again shows that it became another day. */
export function isDate(value: string): boolean {
  if (!ISO_DATE.test(value)) return false;
  const ms = Date.parse(`${value}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(value);
}
