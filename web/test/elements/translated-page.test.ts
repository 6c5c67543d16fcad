import { signal } from "@preact/signals-core";
import { html } from "lit";
import { afterEach, describe, expect, it } from "vitest";
import { SignalElement } from "../../src/elements/signal-element";
import "../fakes/translator.js";

declare const translatePage: (root: Node, kind: "wrapped" | "exchanged") => void;

const title = signal("Old");
const count = signal(1);

class Card extends SignalElement {
  protected override render(): unknown {
    return html`<p>Title: ${title.value}</p><p>${count.value} of ${count.value > 1 ? html`<b>many</b>` : "one"}</p>`;
  }
}
customElements.define("test-translated-card", Card);

const drawn = () => new Promise((resolve) => setTimeout(resolve));

describe.each(["wrapped", "exchanged"] as const)("a page whose texts a translator %s", (kind) => {
  afterEach(() => {
    document.body.replaceChildren();
    title.value = "Old";
    count.value = 1;
  });

  it("shows every later value, once", async () => {
    const card = document.createElement("test-translated-card");
    document.body.append(card);
    await drawn();
    for (const words of ["New", "Newer"]) {
      translatePage(document.body, kind);
      await drawn();
      title.value = words;
      count.value += 1;
      await drawn();
      const shown = card.textContent.replaceAll(/[«»]/g, ""); // words that do not change may stay translated
      expect(shown).toBe(`Title: ${words}${count.value} of many`);
    }
  });

  it("keeps a translation while nothing changes", async () => {
    const card = document.createElement("test-translated-card");
    document.body.append(card);
    await drawn();
    translatePage(document.body, kind);
    await drawn();
    expect(card.textContent).toContain("«Old»");
  });
});
