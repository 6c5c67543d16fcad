/**
 * htmx, set up once: configured by the meta element in base.html (it must be read before the first page is
 * processed), and a word to the visitor when a request did not get through. Never hx-on, js: or trigger filters:
 * they need eval, which the Content-Security-Policy refuses.
 */
import "htmx.org";
import { say, spoken } from "./toast";

document.addEventListener("htmx:error", () => say(spoken("requestFailed")));
