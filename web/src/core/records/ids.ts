/*
 * Ids of records: a short prefix that names the kind, and 100 random bits in Crockford's base 32, as plan/ids.py makes
 * them. Not secret.
 */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 20;

export function newId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  return `${prefix}_${Array.from(bytes, (byte) => ALPHABET[byte & 31]).join("")}`;
}
