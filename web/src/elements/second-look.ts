/*
 * The second look in the dialog "Put on the table": what the workspace's rule says of these words (docs/decisions/0100),
 * the buttons that it leaves, and the request that asks, objects or withdraws an objection.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { page } from "./context";
import { icon } from "./icon";
import { showToast } from "./toast";

/** Part of the preview, where the workspace wants a second person for these words. */
export interface SecondLook {
  /** Nobody has looked, only the reader has, `looked` have, or somebody objects. */
  readonly second_look?: "ask" | "asked" | "given" | "refused";
  readonly looked?: readonly string[];
  readonly objections?: readonly { readonly name: string; readonly text: string; readonly mine: boolean }[];
  /** Names the words: a look counts for these alone. */
  readonly digest?: string;
}

export function lookNote({
  second_look,
  looked = [],
  objections = [],
}: SecondLook): TemplateResult | typeof nothing {
  if (!second_look) return nothing;
  const said = {
    ask: t("look.needed"),
    asked: t("look.asked"),
    given: t("look.given", { names: page().format.list(looked) }),
    refused: t("look.refused"),
  };
  return html`<div class="table-dialog__note" data-look=${second_look}>${icon("eye")}<div><p>${said[second_look]}</p>
    ${objections.map(({ name, text }) => html`<p><strong translate="no">${name}</strong> <q translate="no">${text}</q></p>`)}</div></div>`;
}

/** Asks why the reader does not want these words on the table. */
export function objectionField(): TemplateResult {
  return html`<div class="field"><label class="field__label" for="objection">${t("look.why")}</label>
    <textarea class="textarea" id="objection" rows="3" maxlength="300" required></textarea></div>`;
}

/** Without an objection it is a question, or withdraws one. False: nothing changed, and the reader was told why. */
export async function sendLook(
  item: { readonly kind: string; readonly recordId: string },
  { digest = "" }: SecondLook,
  told: string,
  objection = "",
): Promise<boolean> {
  const sent = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ kind: item.kind, item_id: item.recordId, digest, objection }),
  };
  const answer = await fetch(`/plans/${page().boot.plan_id}/table/look`, sent).catch(() => null);
  if (answer?.ok) showToast(told);
  else showToast(t(answer?.status === 409 ? "look.other_words" : "look.failed"));
  return answer?.ok ?? false;
}
