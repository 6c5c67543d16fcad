/*
 * Asks the server by plain HTTP what the page of this plan is now, when its socket cannot be opened: a browser is not
 * told why an upgrade was refused. Used by connection.ts through replica.ts.
 */
export async function pageStatus(): Promise<number | undefined> {
  try {
    const request: RequestInit = {
      method: "HEAD",
      redirect: "manual",
      cache: "no-store",
      credentials: "same-origin",
    };
    const answer = await fetch(location.pathname, request);
    // To the sign-in page, that is.
    return answer.type === "opaqueredirect" ? 401 : answer.status;
  } catch {
    return undefined; // Not to be reached: nothing final.
  }
}
