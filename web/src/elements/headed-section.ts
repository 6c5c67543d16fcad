/*
 * Sections that open with a computed panel: the value log with its confirmed totals, the growth figures with their
 * pictures. Below the panel stands the ordinary list of records of that kind.
 */

import { html, type TemplateResult } from "lit";
import type { Kind } from "../generated/plan";
import { page } from "./context";
import "./derived-panel";
import "./figures-card";
import "./record-section";
import { SignalElement } from "./signal-element";
import "./value-card";

abstract class HeadedSection extends SignalElement {
  protected abstract kind(): Kind;

  protected override render(): TemplateResult {
    return html`<div class="headed"><leitstern-derived-panel class="headed__panel" data-panel=${this.kind()}></leitstern-derived-panel>
      <leitstern-record-section .view=${page().shared} .kind=${this.kind()}></leitstern-record-section></div>`;
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
}

customElements.define("leitstern-values-section", ValuesSection);
customElements.define("leitstern-figures-section", FiguresSection);
