/*
 * The words on the screen, from web/locales. Loaded once per page in the participant's language; `t` is synchronous
 * afterwards. Keys are typed by the English catalogue. An unknown key shows itself, never throws.
 */
import type catalogue from "../../locales/en.json";
import type { Locale } from "./format";

export type MessageKey = keyof typeof catalogue;
/** Keys that come as `key.one` and `key.other`. */
export type PluralKey = MessageKey extends infer K ? (K extends `${infer P}.other` ? P : never) : never;
export type Params = Readonly<Record<string, string | number>>;

export declare function loadMessages(locale: Locale): Promise<void>;
export declare function locale(): Locale;
export declare function t(key: MessageKey, params?: Params): string;
/** Chooses `key.one` or `key.other` by count; `{count}` is filled in, formatted. */
export declare function tn(key: PluralKey, count: number, params?: Params): string;
/** For keys made of codes, such as `errors.close.4403`: undefined when there is no such message. */
export declare function tKnown(key: string, params?: Params): string | undefined;
