/**
 * data-import-file="/address" with a file field in it: a chosen file is sent there as it is, the table that comes back goes
 * into the form's text field, and the form is sent, so that the preview follows. What goes wrong is said beside the field.
 */

export function readImportedFiles(): void {
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || field.type !== "file") return;
    const place = field.closest<HTMLElement>("[data-import-file]");
    const file = field.files?.[0];
    if (place && file) void read(place, field, file);
  });
}

async function read(place: HTMLElement, field: HTMLInputElement, file: File): Promise<void> {
  const state = place.querySelector<HTMLElement>("[data-state]");
  const text = document.querySelector<HTMLTextAreaElement>("textarea#table");
  if (!state || !text?.form) return;
  const say = (words: string, isProblem: boolean): void => {
    state.textContent = words;
    state.toggleAttribute("data-problem", isProblem);
  };
  if (file.size > Number(place.dataset["mostBytes"])) {
    field.value = "";
    say(state.dataset["tooLarge"] ?? "", true);
    return;
  }
  say(`${file.name}: ${state.dataset["reading"]}`, false);
  place.setAttribute("aria-busy", "true");
  try {
    const found = await send(place, file);
    if (found.table === undefined) {
      say(found.problem ?? state.dataset["failed"] ?? "", true);
      return;
    }
    forgetColumns(text.form);
    text.value = found.table;
    text.form.requestSubmit();
  } catch {
    say(state.dataset["failed"] ?? "", true);
  } finally {
    field.value = "";
    place.removeAttribute("aria-busy");
  }
}

async function send(place: HTMLElement, file: File): Promise<{ table?: string; problem?: string }> {
  const response = await fetch(place.dataset["importFile"] ?? "", {
    method: "POST",
    body: file,
    headers: {
      "content-type": "application/octet-stream",
      "x-form-token": place.dataset["token"] ?? "",
    },
  });
  return response.ok || response.status === 422 ? await response.json() : {};
}

/** Columns that were chosen for the table before say nothing about this one. */
function forgetColumns(form: HTMLFormElement): void {
  for (const chosen of form.querySelectorAll('[name^="column."]')) chosen.remove();
}
