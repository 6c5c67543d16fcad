/**
 * What is wrong with a field of a form stands below it, like the server's messages, instead of in the browser's bubble over
 * the button. The words come translated from base.html. Without script the bubbles remain.
 */
import { spoken } from "./toast";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const MARK = "data-own-message";

export function showFieldMessages(): void {
  document.addEventListener("invalid", tell, { capture: true });
  document.addEventListener("input", (event) => takeBack(event.target as Control), { capture: true });
}

function tell(event: Event): void {
  const control = event.target as Control;
  const field = control.closest(".field");
  if (!field) return;
  event.preventDefault();
  takeBack(control);
  field.append(message(control));
  control.setAttribute("aria-invalid", "true");
  describe(control, [...described(control), errorId(control)]);
  if (!control.form || control.form.querySelector(":invalid") === control) control.focus();
}

function message(control: Control): HTMLElement {
  const line = document.createElement("p");
  line.className = "field__error";
  line.id = errorId(control);
  line.setAttribute(MARK, "");
  line.setAttribute("role", "alert");
  line.textContent = words(control);
  return line;
}

function words({ validity, type, validationMessage }: Control): string {
  if (validity.valueMissing) return spoken("required");
  if (validity.tooShort) return spoken("passwordShort");
  if (validity.typeMismatch && type === "email") return spoken("email");
  return type === "number" ? spoken("wholeNumber") : validationMessage;
}

function takeBack(control: Control): void {
  const own = document.getElementById(errorId(control));
  if (!own?.hasAttribute(MARK)) return;
  own.remove();
  control.removeAttribute("aria-invalid");
  describe(
    control,
    described(control).filter((id) => id !== errorId(control)),
  );
}

function described(control: Control): readonly string[] {
  return (control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
}

function describe(control: Control, ids: readonly string[]): void {
  if (ids.length > 0) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}

function errorId({ id }: Control): string {
  return `${id}-own-error`;
}
