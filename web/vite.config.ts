/**
 * The browser build: three scripts and two style sheets into web/dist, with a manifest that the server reads to
 * turn source names into hashed ones. Nothing is inlined (the content security policy has no unsafe-*), and the
 * service worker keeps its plain name because its address is its identity.
 */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { iconSprite } from "./build/icon-sprite.ts";
import { thirdPartyNotices } from "./build/third-party-notices.ts";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  root,
  base: "/static/",
  publicDir: "public",
  plugins: [iconSprite(root), thirdPartyNotices(root, "lucide-static")],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    target: ["chrome123", "firefox125", "safari17.5"], // the list in README.md; start-check.js tells older ones
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: true,
    sourcemap: false,
    rolldownOptions: {
      input: [
        "src/pages.ts",
        "src/plan-page.ts",
        "src/sw.ts",
        "styles/main.css",
        "styles/plan.css",
        "styles/portfolio.css",
      ],
      output: {
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: "assets/[name]-[hash][extname]",
      },
    },
  },
  test: {
    environment: "happy-dom",
    pool: "vmThreads", // A DOM per file without a worker per file: half the time.
    maxWorkers: 2, // Not one less than the cores: a third of the time is waiting for timers of the product.
    restoreMocks: true,
    unstubGlobals: true,
    testTimeout: 60_000, // A busy machine is no failure.
  },
});
