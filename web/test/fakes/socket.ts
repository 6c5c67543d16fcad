/*
 * A fake WebSocket: a test reads what the browser sends, sends as the server, and closes it. It has no protocol;
 * test/fakes/server.ts has.
 */
export class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  static made: FakeSocket[] = [];

  readonly url: string;
  readonly protocols: readonly string[];
  readonly sent: Uint8Array[] = [];
  readyState = FakeSocket.CONNECTING;
  binaryType = "blob";
  bufferedAmount = 0;
  onsent: (frame: Uint8Array) => void = () => {};

  constructor(url: string, protocols: readonly string[] = []) {
    super();
    this.url = url;
    this.protocols = protocols;
    FakeSocket.made.push(this);
  }

  static get last(): FakeSocket {
    const socket = FakeSocket.made.at(-1);
    if (!socket) throw new Error("no socket was made");
    return socket;
  }

  send(frame: Uint8Array): void {
    this.sent.push(frame);
    this.onsent(frame);
  }

  close(): void {
    this.readyState = FakeSocket.CLOSED;
  }

  open(): void {
    this.readyState = FakeSocket.OPEN;
    this.dispatchEvent(new Event("open"));
  }

  say(frame: Uint8Array): void {
    this.dispatchEvent(new MessageEvent("message", { data: frame.slice().buffer }));
  }

  end(code: number): void {
    this.readyState = FakeSocket.CLOSED;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}
