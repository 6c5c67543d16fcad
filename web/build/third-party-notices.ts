/**
 * Vite plugin: `third-party-notices.txt`, with name, version and licence text of every npm package that is in the
 * bundle: scripts, the font, the icons. Read from the bundle itself, so that no list can be out of date; a package
 * without a licence file fails the build. Served as /static/third-party-notices.txt and part of the wheel.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const PACKAGE = /.*[\\/]?node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/;
const LICENCE = /^(licen[cs]e|copying|notice)/i;
const RULE = "-".repeat(80);

interface Manifest {
  readonly version: string;
  readonly license?: string;
}

/** The package that a module or asset comes from; undefined for our own. */
export function packageOf(path: string): string | undefined {
  return PACKAGE.exec(path)?.[1]?.replace("\\", "/");
}

export function notice(root: string, name: string): string {
  const folder = join(root, "node_modules", name);
  const { version, license = "" } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  ) as Manifest;
  const texts = readdirSync(folder)
    .filter((file) => LICENCE.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  if (texts.length === 0) throw new Error(`${name} ${version} (${license}) has no licence file`);
  return [RULE, `${name} ${version} (${license})`, RULE, "", ...texts, ""].join("\n");
}

/** `iconPackage` is read by the icon sprite, outside the module graph. */
export function thirdPartyNotices(root: string, iconPackage: string): Plugin {
  return {
    name: "leitstern-third-party-notices",
    generateBundle(_options, bundle) {
      const paths = Object.values(bundle).flatMap((file) =>
        file.type === "chunk" ? file.moduleIds : file.originalFileNames,
      );
      const found = [...paths, ...this.getModuleIds()].map(packageOf).filter((name) => name !== undefined);
      const names = [...new Set([iconPackage, ...found])].sort();
      const source = names.map((name) => notice(root, name)).join("\n");
      this.emitFile({ type: "asset", fileName: "third-party-notices.txt", source });
    },
  };
}
