/*
 * Sections that open with a computed panel: the value log with its confirmed totals, the growth figures with their
 * pictures. Below the panel stands the ordinary list of records of that kind. Also the panel on how ready the plan is.
 */

import { html, nothing, type TemplateResult } from "lit";
import type { Kind } from "../generated/plan";
import { page } from "./context";
import "./derived-panel";
import "./figures-card";
import "./own-margins";
import "./record-section";
import { route } from "./route";
import { SignalElement } from "./signal-element";
import "./value-card";

abstract class HeadedSection extends SignalElement {
  protected abstract kind(): Kind;

  /** Below the list. */
  protected below(): TemplateResult | typeof nothing {
    return nothing;
  }

  protected override render(): TemplateResult {
    return html`<div class="headed"><leitstern-derived-panel class="headed__panel" data-panel=${this.kind()}></leitstern-derived-panel>
      <leitstern-record-section .view=${page().shared} .kind=${this.kind()}></leitstern-record-section>${this.below()}</div>`;
  }
}

export class ValuesSection extends HeadedSection {
  protected override kind(): Kind {
    return "values";
  }
}

export class FiguresSection extends HeadedSection {
  protected override kind(): Kind {
    return "figures";
  }

  protected override below(): TemplateResult {
    return html`<leitstern-own-margins data-own></leitstern-own-margins>`;
  }
}

/** At the end of the first chapter; asked for only while that is shown. */
export class ReadinessPanel extends SignalElement {
  protected override render(): TemplateResult | typeof nothing {
    if (route.value.section !== "overview") return nothing;
    return html`<leitstern-derived-panel data-panel="readiness"></leitstern-derived-panel>`;
  }
}

customElements.define("leitstern-readiness", ReadinessPanel);
customElements.define("leitstern-values-section", ValuesSection);
customElements.define("leitstern-figures-section", FiguresSection);
