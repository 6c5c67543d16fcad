/**
 * Vite plugin: one SVG sprite from the icons that web/icons/icons.json and the kinds of record name.
 * It is served as /static/icons.svg and used by reference (`<use href="/static/icons.svg#name">`), so that no
 * page carries inline drawings and the content security policy stays strict. An unknown name fails the build.
 */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";
import { KINDS } from "../src/generated/plan.ts";

const DRAWING = /<svg[^>]*>([\s\S]*)<\/svg>/;

function names(list: string): string[] {
  const parsed: unknown = existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : [];
  const found = Array.isArray(parsed) ? parsed : Object.keys(parsed as object);
  const ofKinds = Object.values(KINDS).map((kind) => kind.icon);
  return [...new Set([...found.map(String), ...ofKinds])].sort();
}

function symbol(root: string, name: string): string {
  const own = resolve(root, "icons", `${name}.svg`);
  const file = existsSync(own) ? own : resolve(root, "node_modules/lucide-static/icons", `${name}.svg`);
  if (!existsSync(file)) throw new Error(`"${name}" is named as an icon, which lucide-static does not have`);
  const inner = DRAWING.exec(readFileSync(file, "utf8"))?.[1];
  if (inner === undefined) throw new Error(`${file} is not an SVG`);
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "")}</symbol>`;
}

export function sprite(root: string): string {
  const symbols = names(resolve(root, "icons/icons.json")).map((name) => symbol(root, name));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

export function iconSprite(root: string): Plugin {
  return {
    name: "leitstern-icons",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "icons.svg", source: sprite(root) });
    },
  };
}
