/* Reads [[low, high], ...] from standard input and prints the keys that the browser's package puts between. */
import { generateKeyBetween } from "./stock.mjs";

let text = "";
for await (const chunk of process.stdin) text += chunk;
process.stdout.write(JSON.stringify(JSON.parse(text).map(([low, high]) => generateKeyBetween(low, high))));
