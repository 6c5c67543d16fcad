/**
 * Presentation view for the room's projector: no navigation, large type, one section on the whole screen. A button or the
 * key P begins and ends it, Escape ends it, the arrow keys turn the sections. Reads the sections from the navigation.
 */
import { isPageKey } from "../core/dom/page-key";

const PRESENTING = "data-presenting";

export function offerPresentation(): void {
  if (!document.querySelector("[data-present]")) return;
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-present]")) toggle();
  });
  document.addEventListener("keydown", (event) => {
    if (!isPageKey(event)) return;
    if (event.key.toLowerCase() === "p") toggle();
    else if (isPresenting() && event.key === "Escape") end();
    else if (isPresenting() && event.key === "ArrowRight") turn(1);
    else if (isPresenting() && event.key === "ArrowLeft") turn(-1);
    else return;
    event.preventDefault();
  });
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement) end();
  });
}

function isPresenting(): boolean {
  return document.documentElement.hasAttribute(PRESENTING);
}

function toggle(): void {
  if (isPresenting()) end();
  else begin();
}

function begin(): void {
  document.documentElement.setAttribute(PRESENTING, "");
  // A browser may refuse the whole screen; large type without navigation is of use in a window too.
  document.documentElement.requestFullscreen?.().catch(() => {});
}

function end(): void {
  document.documentElement.removeAttribute(PRESENTING);
  if (document.fullscreenElement) void document.exitFullscreen();
}

function turn(step: number): void {
  const addresses = sections();
  const at = addresses.indexOf(asked(addresses) ?? current());
  const next = addresses[(at + step + addresses.length) % addresses.length];
  if (next) location.hash = next;
}

/** The sections in the order of the navigation, without the private room: a projector is seen by both sides. */
function sections(): string[] {
  const chapters = [...document.querySelectorAll<HTMLElement>("[data-chapter]")];
  return chapters.flatMap(({ dataset: { chapter = "" } }) => {
    if (chapter === "room") return [];
    const tabs = document.querySelectorAll<HTMLElement>(`[data-tabs="${chapter}"] [data-goes-to]`);
    return tabs.length ? [...tabs].map((tab) => tab.dataset["goesTo"] ?? "") : [chapter];
  });
}

/** What the address asks for is shown a moment later: a second key press counts from it. */
function asked(addresses: readonly string[]): string | undefined {
  const [section = ""] = location.hash.slice(1).split("/");
  return addresses.includes(section) ? section : undefined;
}

function current(): string {
  const tab = document.querySelector<HTMLElement>('[data-goes-to][aria-current="page"]');
  const chapter = document.querySelector<HTMLElement>('[data-chapter][aria-current="page"]');
  return tab?.dataset["goesTo"] ?? chapter?.dataset["chapter"] ?? "";
}
