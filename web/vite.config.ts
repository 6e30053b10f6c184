// How the dashboard is bundled: a few files with hashed names, nothing inlined, so that a strict policy holds.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  base: "/",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // `.mjs` would need a media type that few servers know: everything that runs ends in `.js`.
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith(".mjs")) ? "assets/[name]-[hash].js" : "assets/[name]-[hash][extname]",
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/tiles", "/health", "/report.html"].map((path) => [
        path,
        // The server takes files only from pages that came under the name by which it is asked.
        { target: process.env["HALFHOUR_URL"] ?? "http://127.0.0.1:8080", changeOrigin: false },
      ]),
    ),
  },
});
