/**
 * data-copy="#id" on a button copies the value (or text) of that element and says so. Where the clipboard is refused,
 * the text is selected for copying by hand.
 */
import { say, spoken } from "./toast";

export function offerCopying(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
    const source = button?.dataset["copy"] ? document.querySelector(button.dataset["copy"]) : null;
    if (source) void copy(source);
  });
}

async function copy(source: Element): Promise<void> {
  const text = source instanceof HTMLInputElement ? source.value : (source.textContent ?? "").trim();
  try {
    await navigator.clipboard.writeText(text);
    say(spoken("copied"));
  } catch {
    select(source);
    say(spoken("copyFailed"));
  }
}

function select(source: Element): void {
  if (source instanceof HTMLInputElement) source.select();
  else getSelection()?.selectAllChildren(source);
}
