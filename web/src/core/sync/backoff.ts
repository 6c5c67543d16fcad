/*
 * When to reconnect. Full jitter: a thousand browsers that lost the same server do not reconnect at the same
 * moment. Final close codes: 4400 to 4499, and 1009 (the message would be too large again). Pure.
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

/** The close code that an HTTP status of the page stands for; undefined if it explains nothing. */
export function closeCodeOf(status: number): number | undefined {
  if (status === 401) return 4401;
  if (status === 403) return 4403;
  if (status === 404 || status === 410) return 4404;
  if (status === 423) return 4405;
  if (status === 503) return 1012;
  // The page is served and the socket is refused: there are too many sockets.
  return status === 429 || (status >= 200 && status < 300) ? 1013 : undefined;
}
