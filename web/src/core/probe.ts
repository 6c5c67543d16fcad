/*
 * Asks the server by plain HTTP what the page of this plan is now, when its socket cannot be opened: a browser is not
 * told why an upgrade was refused. Used by connection.ts through replica.ts.
 */
export interface Answer {
  readonly status: number;
  /** When the server wants to see us again, if it said so. */
  readonly retryMs?: number | undefined;
}

export async function askPage(): Promise<Answer | undefined> {
  try {
    const request: RequestInit = {
      method: "HEAD",
      redirect: "manual",
      cache: "no-store",
      credentials: "same-origin",
    };
    const answer = await fetch(location.pathname, request);
    // To the sign-in page, that is.
    if (answer.type === "opaqueredirect") return { status: 401 };
    return { status: answer.status, retryMs: retryMs(answer.headers.get("Retry-After")) };
  } catch {
    return undefined; // Not to be reached: nothing final.
  }
}

/** In seconds; a date, which the header may be too, no server of ours sends. */
function retryMs(seconds: string | null): number | undefined {
  const ms = Number(seconds ?? Number.NaN) * 1000;
  return ms >= 0 ? ms : undefined;
}
