/*
 * How sure a statement of the shared plan is: an open question, assumed, or confirmed by the customer as it stands. Reads
 * signals. For cards, lists and pictures of statements.
 */

import { html, type TemplateResult } from "lit";
import { t, tKnown } from "../core/intl/i18n";
import { isAbout } from "../doc/given-words";
import { page } from "./context";
import { icon } from "./icon";

export function topicName(topic: string): string {
  return tKnown(`choices.topic.${topic}`) ?? topic;
}

export function isQuestion(id: string): boolean {
  return page().shared.plan.value("claims", id, "standing") === "open";
}

/** The number of open questions of the shared plan. */
export function openQuestions(): number {
  return page().shared.plan.any("claims").ids.value.filter(isQuestion).length;
}

/** Whether the customer's side said that the text, as it is now, is right. */
export function isConfirmed(id: string): boolean {
  const word = page().words.of(id).value;
  const text = String(page().shared.plan.value("claims", id, "text") ?? "");
  return word !== undefined && word.verdict !== "disputed" && isAbout(word, text);
}

/** A mark for how sure it is: a question, confirmed, or assumed. */
export function standingMark(id: string): TemplateResult {
  const kind = isQuestion(id) ? "open" : isConfirmed(id) ? "confirmed" : "assumed";
  const mark = { open: "circle-help", confirmed: "circle-check", assumed: "circle-dashed" }[kind];
  return html`<span class=${`standing standing--${kind}`} title=${t(`claims.standing.${kind}`)}>${icon(mark)}<span class="visually-hidden">${t(`claims.standing.${kind}`)}</span></span>`;
}
