/* Reads [[low, high], ...] from standard input; prints the keys that the browser's package generates between them. */
import { generateKeyBetween } from "./stock.mjs";

let text = "";
for await (const chunk of process.stdin) text += chunk;
process.stdout.write(JSON.stringify(JSON.parse(text).map(([low, high]) => generateKeyBetween(low, high))));
