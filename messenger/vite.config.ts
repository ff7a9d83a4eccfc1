/**
 * How is the messenger built? Two bundles into `dist`: `messenger.js`, the loader for customers' sites, one classic script under a stable
 * name; and `app/`, hashed files with a manifest, which the server's hosted page names.
 */
import { fileURLToPath } from 'node:url';
import { build, defineConfig } from 'vite';
import type { Plugin } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = ['chrome111', 'firefox114', 'safari16.4'];

function loaderToo(): Plugin {
  return {
    name: 'meanwhile-loader',
    async closeBundle() {
      await build({
        root: here,
        configFile: false,
        logLevel: 'warn',
        build: {
          target,
          outDir: 'dist',
          emptyOutDir: false,
          modulePreload: false,
          rolldownOptions: { input: 'loader/loader.ts', output: { format: 'iife', entryFileNames: 'messenger.js' } },
        },
      });
    },
  };
}

export default defineConfig({
  root: here,
  base: './',
  plugins: [loaderToo()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target,
    outDir: 'dist/app',
    emptyOutDir: true,
    manifest: 'manifest.json',
    modulePreload: false,
    assetsDir: '.',
    rolldownOptions: { input: 'app/main.tsx' },
  },
});
