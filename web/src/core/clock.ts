/*
 * The server's clock: every timer on every screen runs on it. The offset comes with WELCOME and is good to a round trip.
 */
export declare function serverNow(): number;
export declare function setServerTime(nowMs: number): void;
/** Today as an ISO calendar date in this browser's time zone, on the server's clock. */
export declare function today(): string;
