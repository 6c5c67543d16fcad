/**
 * data-import-file="/address" with a file field in it: a chosen file is sent there as it is, the table that comes back goes
 * into the form's text field, and the form is sent, so that the preview follows. A workbook of several sheets is asked about
 * first. What goes wrong is said beside the field.
 */

interface Found {
  readonly table?: string;
  readonly problem?: string;
  readonly sheets?: readonly { readonly name: string; readonly words: string }[];
  readonly chosen?: string;
}

/** What is on the page for one file field. */
interface Place {
  readonly root: HTMLElement;
  readonly file: HTMLInputElement;
  readonly state: HTMLElement;
  readonly text: HTMLTextAreaElement;
  readonly form: HTMLFormElement;
  readonly sheets: HTMLElement | null;
}

/** The workbook that a sheet is chosen of: the field is empty by then. */
const asked = new WeakMap<HTMLElement, File>();

export function readImportedFiles(): void {
  document.addEventListener("change", (event) => {
    const field = event.target;
    const place = placeOf(field);
    if (!place) return;
    const file = field === place.file ? place.file.files?.[0] : asked.get(place.root);
    if (file) void read(place, file, field instanceof HTMLSelectElement ? field.value : "");
  });
  document.addEventListener("input", (event) => {
    // What is typed or pasted comes from no sheet.
    if (event.target instanceof HTMLTextAreaElement && event.target.matches("textarea#table"))
      event.target.form?.querySelector("[name=sheet]")?.remove();
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-sheets] [data-go]"))
      placeOf(event.target)?.form.requestSubmit();
  });
}

function placeOf(target: EventTarget | null): Place | undefined {
  const root = target instanceof Element ? target.closest<HTMLElement>("[data-import-file]") : null;
  const file = root?.querySelector<HTMLInputElement>("input[type=file]");
  const state = root?.querySelector<HTMLElement>("[data-state]");
  const text = document.querySelector<HTMLTextAreaElement>("textarea#table");
  const form = text?.form;
  if (!root || !file || !state || !text || !form) return undefined;
  return { root, file, state, text, form, sheets: root.querySelector<HTMLElement>("[data-sheets]") };
}

async function read(place: Place, file: File, sheet: string): Promise<void> {
  const { root, state } = place;
  const say = (words: string, isProblem: boolean): void => {
    state.textContent = words;
    state.toggleAttribute("data-problem", isProblem);
  };
  if (file.size > Number(root.dataset["mostBytes"])) {
    place.file.value = "";
    say(state.dataset["tooLarge"] ?? "", true);
    return;
  }
  say(`${file.name}: ${state.dataset["reading"]}`, false);
  busy(place, true);
  try {
    const found = await send(root, file, sheet);
    if (found.table === undefined) {
      say(found.problem ?? state.dataset["failed"] ?? "", true);
      return;
    }
    forgetColumns(place.form);
    place.text.value = found.table;
    if (askForSheet(place, file, found)) say(file.name, false);
    else place.form.requestSubmit();
  } catch {
    say(state.dataset["failed"] ?? "", true);
  } finally {
    place.file.value = "";
    busy(place, false);
  }
}

/** While a sheet is read, the one that was read before cannot be sent under its name. */
function busy({ root, sheets }: Place, isBusy: boolean): void {
  if (isBusy) root.setAttribute("aria-busy", "true");
  else root.removeAttribute("aria-busy");
  const go = sheets?.querySelector<HTMLButtonElement>("[data-go]");
  if (go) go.disabled = isBusy;
}

/** Whether the workbook has several sheets: then they are offered, with the one that was read. */
function askForSheet(
  { root, sheets, form }: Place,
  file: File,
  { sheets: all = [], chosen }: Found,
): boolean {
  form.querySelector("[name=sheet]")?.remove();
  const select = sheets?.querySelector("select");
  if (!sheets || !select || all.length < 2 || chosen === undefined) {
    if (sheets) sheets.hidden = true;
    return false;
  }
  asked.set(root, file);
  select.replaceChildren(
    ...all.map(({ name, words }) => new Option(words, name, name === chosen, name === chosen)),
  );
  form.append(
    Object.assign(document.createElement("input"), { type: "hidden", name: "sheet", value: chosen }),
  );
  if (sheets.hidden) {
    sheets.hidden = false;
    select.focus();
  }
  return true;
}

async function send(root: HTMLElement, file: File, sheet: string): Promise<Found> {
  const wish = sheet ? `?${new URLSearchParams({ sheet })}` : "";
  const response = await fetch(`${root.dataset["importFile"] ?? ""}${wish}`, {
    method: "POST",
    body: file,
    headers: {
      "content-type": "application/octet-stream",
      "x-form-token": root.dataset["token"] ?? "",
    },
  });
  return response.ok || response.status === 422 ? await response.json() : {};
}

/** Columns that were chosen for the table before say nothing about this one. */
function forgetColumns(form: HTMLFormElement): void {
  for (const chosen of form.querySelectorAll('[name^="column."]')) chosen.remove();
}
