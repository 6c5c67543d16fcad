/*
 * Requests the page of this plan by HTTP when its socket cannot be opened, to learn the reason: a browser is not
 * told why an upgrade was refused. Used by connection.ts through replica.ts.
 */
export interface Answer {
  readonly status: number;
  /** The Retry-After of the answer. */
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
    // A redirect to the sign-in page.
    if (answer.type === "opaqueredirect") return { status: 401 };
    return { status: answer.status, retryMs: retryMs(answer.headers.get("Retry-After")) };
  } catch {
    return undefined; // The server cannot be reached, which may pass.
  }
}

/** Our servers send seconds, never a date. */
function retryMs(seconds: string | null): number | undefined {
  const ms = Number(seconds ?? Number.NaN) * 1000;
  return ms >= 0 ? ms : undefined;
}
