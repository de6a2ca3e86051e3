import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";
import remixOptions from "./remix.config.js";

export default defineConfig({
  plugins: [remix(remixOptions)],
  css: {
    transformer: "lightningcss",
    lightningcss: { targets: { chrome: 111 << 16, firefox: 113 << 16, safari: 16 << 16 } },
  },
  build: {
    cssMinify: "lightningcss",
    assetsInlineLimit: 0, // a data: URL would need a wider Content-Security-Policy
  },
});
