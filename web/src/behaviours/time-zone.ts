/**
 * Tells the server this browser's time zone with the form that makes an account or a plan: an account that has no zone
 * yet counts days by it. Without script the field stays empty, and the zone can be chosen on the account's page.
 */
export function tellTimeZone(): void {
  const fields = document.querySelectorAll<HTMLInputElement>("input[name=browser_time_zone]");
  if (fields.length === 0) return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  for (const field of fields) field.value = zone;
}
