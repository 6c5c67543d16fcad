/*
 * Words of the KAM check for both companies: the six statements on an account in the wording of each, their short names, and
 * the headings of the reveal as each company reads them.
 */

import { t } from "../core/intl/i18n";
import type { Round } from "../doc/rounds";
import { resultOf, type Voters } from "../doc/rounds";
import type { Side } from "../generated/plan";
import { page } from "./context";

export const ACCOUNT_STATEMENTS = ["5", "7", "8", "9", "10", "11"] as const;
export type AccountStatement = (typeof ACCOUNT_STATEMENTS)[number];

/** In the order in which they are talked about: what is seen differently first. */
export const QUADRANTS = ["blind_spot", "undervalued", "agreed_weakness", "agreed_strength"] as const;
export type Quadrant = (typeof QUADRANTS)[number];

/** Mean scores from 0 to 10; `x` and `y` from 0 to 1: the supplier's and the customer's view (plan/check.py). */
export interface CheckedStatement {
  readonly id: AccountStatement;
  readonly supplier?: number;
  readonly customer?: number;
  readonly quadrant?: Quadrant;
  readonly x?: number;
  readonly y?: number;
}

export interface CheckResult {
  readonly statements: readonly CheckedStatement[];
  readonly voters: Voters;
}

export function checkResult(round: Round): CheckResult | undefined {
  return resultOf<CheckResult>(round);
}

export function nameOfStatement(number: AccountStatement): string {
  return t(`check.name.${number}`);
}

export function wordingOf(number: AccountStatement, side: Side): string {
  const { sides } = page().boot;
  if (side === "customer") return t(`check.${number}.customer`, { supplier: sides.supplier });
  return number === "9"
    ? t("check.9.scale", { customer: sides.customer })
    : t(`check.${number}`, { customer: sides.customer });
}

/** A quadrant's sentence, from where the reader stands. */
export function sentenceOf(quadrant: Quadrant): string {
  const { me, sides } = page().boot;
  if (quadrant === "agreed_strength" || quadrant === "agreed_weakness") return t(`check.reveal.${quadrant}`);
  return me.side === "supplier"
    ? t(`check.reveal.${quadrant}`, { customer: sides.customer })
    : t(`check.reveal.${quadrant}.customer`, { supplier: sides.supplier });
}
