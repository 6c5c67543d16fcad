import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isImeKey } from "../../../src/core/dom/ime-key";

const SRC = join(import.meta.dirname, "../../../src");
const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts"),
);

describe("keys of an input method", () => {
  it.each([
    ["Enter that confirms in Chromium and Firefox", { key: "Enter", isComposing: true, keyCode: 229 }, true],
    [
      "Enter that confirms in Safari, after compositionend",
      { key: "Enter", isComposing: false, keyCode: 229 },
      true,
    ],
    ["Enter for the page", { key: "Enter", isComposing: false, keyCode: 13 }, false],
  ])("%s", (_, event, expected) => {
    expect(isImeKey(event as KeyboardEvent)).toBe(expected);
  });

  it.each(sources)("%s handles a keydown only after asking ime-key.ts", (name) => {
    const text = readFileSync(join(SRC, name), "utf8");
    const handles = /@keydown=|addEventListener\("keydown"|on\("keydown"/.test(text);
    const asksItself =
      /\bisComposing\b/.test(text.replace(/\/\*[\s\S]*?\*\//g, "")) && name !== "core/dom/ime-key.ts";
    const isTextBinding = name === "core/text/text-binding.ts"; // input events have an isComposing of their own
    if (handles) expect(text).toMatch(/isImeKey\(|isPageKey\(/);
    if (asksItself) expect(isTextBinding, "isComposing is asked in one place").toBe(true);
  });
});
