/**
 * Sets up htmx. The meta element in base.html configures it (htmx reads it before the first page is
 * processed), and a toast tells when a request failed. Never use hx-on, js: or trigger filters:
 * they need eval, which the Content-Security-Policy refuses.
 */
import "htmx.org";
import { say, spoken } from "./toast";

document.addEventListener("htmx:error", () => say(spoken("requestFailed")));
