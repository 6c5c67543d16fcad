/**
 * A change of language draws the page anew and keeps the place: the form comes back to the address with its hash, and the
 * page is scrolled to where it was.
 */
import { forget, read, write } from "../core/local/local-storage";

const KEY = "leitstern.place";
const HELD_MS = 4000;

interface Place {
  readonly address: string;
  readonly top: number;
}

export function keepPlaceOverLanguages(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const back = form.querySelector<HTMLInputElement>("input[name=back]");
    const isLanguage = event.submitter?.getAttribute("name") === "locale";
    if (!form.hasAttribute("data-preferences") || !back || !isLanguage) return;
    back.value = location.pathname + location.search + location.hash;
    const place: Place = { address: back.value, top: scrollY };
    write(KEY, JSON.stringify(place));
  });
  comeBack();
}

/** The page grows and shrinks while its parts come alive: the place is held until then, or until somebody moves. */
function comeBack(): void {
  const place = remembered();
  if (!place || place.top <= 0) return;
  const moved = new AbortController();
  const watch = new ResizeObserver(() => {
    if (document.documentElement.scrollHeight >= place.top + innerHeight) scrollTo({ top: place.top });
  });
  moved.signal.addEventListener("abort", () => watch.disconnect());
  for (const type of ["wheel", "touchstart", "keydown", "pointerdown"])
    window.addEventListener(type, () => moved.abort(), { passive: true, signal: moved.signal });
  setTimeout(() => moved.abort(), HELD_MS);
  watch.observe(document.body);
}

function remembered(): Place | undefined {
  const text = read(KEY);
  forget(KEY);
  if (!text) return undefined;
  const place = JSON.parse(text) as Place;
  return place.address === location.pathname + location.search + location.hash ? place : undefined;
}
