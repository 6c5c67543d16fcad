/*
 * Sends commands, which the server decides (docs/commands.md). A command keeps its id over all attempts, so that a
 * lost response never makes it run twice. Nothing here writes a document, and typing never waits for it. Made by plan-
 * page.ts; elements show the outcome (command-state.ts).
 */
import type { CommandArguments, CommandKind } from "../../generated/commands";

export interface CommandAnswer {
  readonly id: string;
  readonly kind: string;
  readonly seq: number;
  readonly events: readonly { readonly kind: string; readonly data: Readonly<Record<string, unknown>> }[];
}

export type Outcome =
  | { readonly kind: "done"; readonly answer: CommandAnswer }
  /** Nothing was changed. `message` is a sentence in the reader's language, "" where the server gave none. */
  | { readonly kind: "refused"; readonly code: string; readonly message: string }
  /** There is no connection, so nothing was sent. */
  | { readonly kind: "offline" }
  /** Sent, and no answer came: it may have been carried out. `again` sends the same command. */
  | { readonly kind: "uncertain"; readonly again: () => Promise<Outcome> };

export type SendCommand = <K extends CommandKind>(
  kind: K,
  commandArguments: CommandArguments[K],
) => Promise<Outcome>;

export interface Options {
  readonly planId: string;
  readonly isOnline: () => boolean;
  readonly fetch?: typeof fetch;
  readonly wait?: (ms: number) => Promise<void>;
}

/** Waits before the second and the third attempt. */
const PAUSES_MS = [300, 1500];
const PATIENCE_MS = 10_000;
/** The server, or a proxy before it, could not take the command now. */
const PASSING = [502, 503, 504];

export function commandSender(options: Options): SendCommand {
  return async (kind, commandArguments) => {
    if (!options.isOnline()) return { kind: "offline" };
    const body = JSON.stringify({ id: crypto.randomUUID(), arguments: commandArguments });
    return insist(options, `/plans/${options.planId}/commands/${kind}`, body);
  };
}

async function insist(options: Options, url: string, body: string): Promise<Outcome> {
  const wait = options.wait ?? ((ms) => new Promise((done) => setTimeout(done, ms)));
  for (const pause of [0, ...PAUSES_MS]) {
    if (pause) await wait(pause);
    const outcome = await attempt(options, url, body);
    if (outcome) return outcome;
  }
  return { kind: "uncertain", again: () => insist(options, url, body) };
}

/** Undefined when there is no answer that counts, and the same may be sent again. */
async function attempt(options: Options, url: string, body: string): Promise<Outcome | undefined> {
  try {
    const response = await (options.fetch ?? fetch)(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (PASSING.includes(response.status)) return undefined;
    return response.ok ? { kind: "done", answer: await response.json() } : await refusalOf(response);
  } catch {
    return undefined;
  }
}

async function refusalOf(response: Response): Promise<Outcome> {
  const told: unknown = await response.json().catch(() => undefined);
  const error = (told as { error?: { code?: unknown; message?: unknown; fields?: unknown } } | undefined)
    ?.error;
  const sentence = firstField(error?.fields) ?? error?.message;
  return {
    kind: "refused",
    code: typeof error?.code === "string" ? error.code : String(response.status),
    message: typeof sentence === "string" ? sentence : "",
  };
}

/** What is wrong with an argument says more than that something is. */
function firstField(fields: unknown): unknown {
  return fields && typeof fields === "object" ? Object.values(fields)[0] : undefined;
}
