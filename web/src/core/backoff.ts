/*
 * When to try again and when not to. Full jitter: a thousand browsers that lost one server come back spread out, not as
 * one wave. Close codes: 4400 to 4499 are final, and 1009 (a message was too large: it would be again). Pure.
 */
const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** A wait between 0 and min(30 s, 0.5 s x 2^attempt); attempt counts from 0. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
}

export function isFinal(code: number): boolean {
  return (code >= 4400 && code < 4500) || code === 1009;
}

/** What an HTTP answer to the page says about a socket that cannot be opened, as a close code; undefined: nothing. */
export function closeCodeOf(status: number): number | undefined {
  if (status === 401) return 4401;
  if (status === 403) return 4403;
  if (status === 404 || status === 410) return 4404;
  if (status === 503) return 1012;
  // The page comes and the socket is refused all the same: too many of them.
  return status === 429 || (status >= 200 && status < 300) ? 1013 : undefined;
}
