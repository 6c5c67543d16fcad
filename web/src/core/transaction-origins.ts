/*
 * Origins of Yjs transactions that more than one room of core/ has to recognise.
 */

/** The whole content of the document was exchanged: observers read it anew instead of applying a difference. */
export const STATE_REPLACED = Symbol("state replaced");
