/*
 * The other company, and a person's name with their company. Two people may be called alike, so whoever is named as the author of something is
 * named with it; where there is no room, beside a face or a caret, it stands in the title.
 */

import { t } from "../core/intl/i18n";
import type { Side } from "../generated/plan";
import { page } from "./context";

export function otherSide(side: Side): Side {
  return side === "supplier" ? "customer" : "supplier";
}

export function withCompany(name: string, side: Side | undefined): string {
  return side ? t("participants.of_company", { name, company: page().boot.sides[side] }) : name;
}
