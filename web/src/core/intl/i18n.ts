/*
 * The words on the screen, from web/locales. Loaded once per page in the participant's language; `t` is synchronous
 * afterwards. Keys are typed by the English catalogue. An unknown key is returned as it is.
 */
import type catalogue from "../../../locales/en.json";
import type { Locale } from "./locale";

export type MessageKey = keyof typeof catalogue;
/** Keys that come as `key.one` and `key.other`. */
export type PluralKey = MessageKey extends infer K ? (K extends `${infer P}.other` ? P : never) : never;
export type Params = Readonly<Record<string, string | number>>;

export type Messages = Readonly<Record<string, string>>;

const catalogues: Readonly<Record<Locale, () => Promise<{ default: Messages }>>> = {
  de: () => import("../../../locales/de.json"),
  en: () => import("../../../locales/en.json"),
};

let language: Locale = "en";
let messages: Messages = {};
let plurals: Intl.PluralRules | undefined;
let numbers: Intl.NumberFormat | undefined;

export async function loadMessages(wanted: Locale): Promise<void> {
  messages = (await catalogues[wanted]()).default;
  language = wanted;
  plurals = numbers = undefined;
}

/** The words of both languages, for what people bring along from elsewhere. */
export async function allMessages(): Promise<readonly Messages[]> {
  const loaded = await Promise.all(Object.values(catalogues).map((load) => load()));
  return loaded.map((one) => one.default);
}

export function locale(): Locale {
  return language;
}

export function t(key: MessageKey, params?: Params): string {
  return tKnown(key, params) ?? key;
}

/** Chooses `key.one` or `key.other` by count; `{count}` is filled in, formatted. */
export function tn(key: PluralKey, count: number, params: Params = {}): string {
  plurals ??= new Intl.PluralRules(language);
  numbers ??= new Intl.NumberFormat(language);
  const form = plurals.select(count) === "one" ? "one" : "other";
  return tKnown(`${key}.${form}`, { ...params, count: numbers.format(count) }) ?? key;
}

/** For keys made of codes, such as `errors.close.4403`: undefined when there is no such message. */
export function tKnown(key: string, params: Params = {}): string | undefined {
  return Object.hasOwn(messages, key) ? filled(messages[key] ?? "", params) : undefined;
}

function filled(message: string, params: Params): string {
  return message.replaceAll(/\{(\w+)\}/g, (whole, name: string) => isolated(String(params[name] ?? whole)));
}

const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name with marks of direction must not turn the sentence around it: they are left out. */
function isolated(value: string): string {
  return value.replaceAll(DIRECTION_MARKS, "");
}
