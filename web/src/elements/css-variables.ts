/*
 * A Lit directive that sets CSS custom properties through the style object. Templates may not carry `style`
 * attributes (the Content Security Policy refuses them), and Lit's own styleMap writes one on first render.
 */

import { noChange } from "lit";
import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit/directive.js";

type Properties = Record<`--${string}`, string | number>;

class VarsDirective extends Directive {
  #last = new Map<string, string>();

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("vars() belongs on an element");
  }

  render(_properties: Properties): unknown {
    return noChange;
  }

  override update(part: ElementPart, [properties]: [Properties]): unknown {
    const style = (part.element as HTMLElement).style;
    for (const [name, value] of Object.entries(properties)) {
      const text = String(value);
      if (this.#last.get(name) === text) continue;
      this.#last.set(name, text);
      style.setProperty(name, text);
    }
    return noChange;
  }
}

export const vars = directive(VarsDirective);
