/*
 * The languages that Leitstern speaks: one for each catalogue in web/locales. Used by format.ts, parse.ts and i18n.ts.
 */
export type Locale = "de" | "en";
