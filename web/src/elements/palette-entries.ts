/*
 * The entries of the palette: chapters and their tabs, every record of the shared document and of this side's private
 * one, and a few commands; and how well an entry matches the typed words. Reads signals, so rendering code that calls
 * it stays up to date.
 */

import { t, tKnown } from "../core/intl/i18n";
import type { Kind } from "../generated/plan";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { wordsOf } from "./filters";
import { openKeyHelp } from "./key-help";
import { kindIcon, nameOf, sectionName } from "./record-names";
import { goTo, goToAddress, isSection, NEW_RECORD } from "./route";

export interface PaletteEntry {
  readonly id: string;
  readonly name: string;
  readonly icon: string;
  /** A person wrote its name. */
  readonly isWritten?: boolean;
  /** Its type, such as the kind of record. */
  readonly note: string;
  /** Words that it is found by, besides its name. */
  readonly words: string;
  /** Whether it is shown before anything was typed. */
  readonly isOffered: boolean;
  readonly keys?: string;
  readonly run: () => void;
}

export function paletteEntries(): readonly PaletteEntry[] {
  const { shared, privateRoom } = page();
  const own = isPresenting() ? undefined : privateRoom();
  return [...places(), ...recordsOf(shared), ...(own ? recordsOf(own) : []), ...commands()];
}

/** Both sides see a projector, so the private room is not searched in the presentation view. */
function isPresenting(): boolean {
  return document.documentElement.hasAttribute("data-presenting");
}

function places(): readonly PaletteEntry[] {
  const chapters = [...document.querySelectorAll<HTMLElement>("[data-chapter]")].map(({ dataset }) => {
    const chapter = dataset["chapter"] ?? "";
    const letter = tKnown(`keys.chapter.${chapter}`);
    return place(chapter, tKnown(`chapters.${chapter}`) ?? chapter, letter && `G ${letter}`);
  });
  const tabs = [...document.querySelectorAll<HTMLElement>("[data-goes-to]")].flatMap(({ dataset }) => {
    const section = dataset["goesTo"] ?? "";
    return isSection(section) ? [place(section, sectionName(section))] : [];
  });
  return [...chapters, ...tabs];
}

function place(address: string, name: string, keys = ""): PaletteEntry {
  return {
    id: `go-${address}`,
    name,
    icon: "arrow-right",
    note: t("plan.go_to"),
    words: "",
    isOffered: keys !== "",
    keys,
    run: () => goToAddress(address),
  };
}

function recordsOf(view: DocumentView): readonly PaletteEntry[] {
  return view.plan.kinds.flatMap((kind) => view.plan.any(kind).ids.value.map((id) => record(view, kind, id)));
}

function record(view: DocumentView, kind: Kind, id: string): PaletteEntry {
  const kindName = t(`kinds.${kind}.one`);
  return {
    id,
    name: nameOf(view, id) ?? t("plan.untitled"),
    isWritten: true,
    icon: view.isShared ? kindIcon(kind) : "lock-keyhole",
    note: view.isShared ? kindName : `${t("plan.private")} · ${kindName}`,
    words: wordsOf(view.plan, kind, id),
    isOffered: false,
    run: () => goTo(view.sectionOf(kind), id),
  };
}

function commands(): readonly PaletteEntry[] {
  const { shared } = page();
  const makes = shared.mayWrite.value ? shared.plan.kinds.map(makesRecord) : [];
  return [
    ...makes,
    ...pressing(".plan-page-invite", t("plan.invite"), "user-plus"),
    ...pressing("[data-present]", t("plan.present"), "presentation", "P"),
    command("help", t("keys.help"), "keyboard", openKeyHelp, "?"),
  ];
}

function makesRecord(kind: Kind): PaletteEntry {
  return command(`new-${kind}`, t(`kinds.${kind}.add`), "plus", () => goTo(kind, NEW_RECORD));
}

/** A command that presses a button or link of the page, if the page shows it. */
function pressing(selector: string, name: string, icon: string, keys?: string): readonly PaletteEntry[] {
  const control = document.querySelector<HTMLElement>(selector);
  return control?.checkVisibility() ? [command(selector, name, icon, () => control.click(), keys)] : [];
}

function command(id: string, name: string, icon: string, run: () => void, keys = ""): PaletteEntry {
  return { id: `do-${id.replace(/\W/g, "")}`, name, icon, note: "", words: "", isOffered: true, keys, run };
}

// ---- finding ----

/** The entries that contain every typed word, best first; without input the suggested ones. */
export function found(entries: readonly PaletteEntry[], typed: string): readonly PaletteEntry[] {
  const phrase = folded(typed.trim());
  if (phrase === "") return entries.filter(({ isOffered }) => isOffered);
  const ranked = entries.map((entry, place) => ({ entry, place, rank: rankOf(entry, phrase) }));
  return ranked
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((one, other) => one.rank - other.rank || one.place - other.place)
    .map(({ entry }) => entry);
}

const NO_MATCH = 4;

/** 0: the name starts with the input; 1: a word of the name does; 2: the name contains it; 3: other words do. */
function rankOf(entry: PaletteEntry, phrase: string): number {
  const name = folded(entry.name);
  if (name.startsWith(phrase)) return 0;
  if (name.includes(` ${phrase}`)) return 1;
  const words = phrase.split(/\s+/);
  if (words.every((word) => name.includes(word))) return 2;
  const all = `${name} ${folded(`${entry.words} ${entry.note}`)}`;
  return words.every((word) => all.includes(word)) ? 3 : NO_MATCH;
}

/** Without case and marks: "grosse" finds "Größe". */
function folded(words: string): string {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().replaceAll("ß", "ss");
}
