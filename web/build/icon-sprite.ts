/**
 * Vite plugin: the icons that web/icons/icons.json and the kinds of record name, in two forms. Templates use the sprite
 * /static/icons.svg by reference (`<use href="/static/icons.svg#name">`). Scripts import the drawings as `virtual:icons`: a
 * browser loads and reads the sprite again whenever the last icon that refers to it went, which is many times while
 * hundreds of cards appear. An unknown name fails the build.
 */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";
import { KINDS } from "../src/generated/plan.ts";

const MODULE = "virtual:icons";
/** The mark of a module that is no file, by the convention of Rollup. */
const RESOLVED = `\0${MODULE}`;
const DRAWING = /<svg[^>]*>([\s\S]*)<\/svg>/;

function names(list: string): string[] {
  const parsed: unknown = existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : [];
  const found = Array.isArray(parsed) ? parsed : Object.keys(parsed as object);
  const ofKinds = Object.values(KINDS).map((kind) => kind.icon);
  return [...new Set([...found.map(String), ...ofKinds])].sort();
}

function drawing(root: string, name: string): string {
  const own = resolve(root, "icons", `${name}.svg`);
  const file = existsSync(own) ? own : resolve(root, "node_modules/lucide-static/icons", `${name}.svg`);
  if (!existsSync(file)) throw new Error(`"${name}" is named as an icon, which lucide-static does not have`);
  const inner = DRAWING.exec(readFileSync(file, "utf8"))?.[1];
  if (inner === undefined) throw new Error(`${file} is not an SVG`);
  return inner.replace(/\s*\n\s*/g, "");
}

function drawings(root: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names(resolve(root, "icons/icons.json")).map((name) => [name, drawing(root, name)]),
  );
}

export function sprite(root: string): string {
  const symbols = Object.entries(drawings(root)).map(
    ([name, inner]) => `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

export function iconSprite(root: string): Plugin {
  return {
    name: "leitstern-icons",
    resolveId: (id) => (id === MODULE ? RESOLVED : undefined),
    load: (id) => (id === RESOLVED ? `export default ${JSON.stringify(drawings(root))};` : undefined),
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "icons.svg", source: sprite(root) });
    },
  };
}
