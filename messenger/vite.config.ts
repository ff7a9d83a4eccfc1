/**
 * How is the messenger built? Two bundles into `dist`: `messenger.js`, the loader for customers' sites, one classic script under a stable
 * name; and `app/`, hashed files with a manifest, which the server's hosted page names.
 */
import { fileURLToPath } from 'node:url';
import { build, defineConfig } from 'vite';
import type { Plugin } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Another place for the two bundles, for the test that weighs them. */
const out = process.env.MESSENGER_OUT_DIR ?? 'dist';
const target = ['chrome111', 'firefox114', 'safari16.4'];

/** A shop's page may be in any encoding, so the loader is ASCII only. */
function ascii(): Plugin {
  return {
    name: 'meanwhile-ascii',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === 'chunk')
          file.code = file.code.replace(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
    },
  };
}

/** Sentences that only the server says, or nobody yet, stay out of the widget; `WidgetKey` in `app/words.ts` names the same ones, so none can be asked for. */
const serverOnly =
  /^ {2}'(?:(?:ack|notice|form|urgent|quote)\.|entry\.(?:later|sooner|closed|holiday|by)|own\.received(?=')|label\.(?:open|message|download|cancel|agent)|state\.loading|text\.tooLong)[^']*':\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"),\n/gm;

function widgetWords(): Plugin {
  return {
    name: 'meanwhile-widget-words',
    enforce: 'pre',
    transform: (code, id) =>
      /core\/commitment\/words\/[a-z]{2}(-du)?\.ts$/.test(id) ? { code: code.replace(serverOnly, ''), map: null } : null,
  };
}

function loaderToo(): Plugin {
  return {
    name: 'meanwhile-loader',
    async closeBundle() {
      await build({
        root: here,
        configFile: false,
        logLevel: 'warn',
        plugins: [ascii()],
        build: {
          target,
          outDir: out,
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
  plugins: [widgetWords(), loaderToo()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target,
    outDir: `${out}/app`,
    emptyOutDir: true,
    manifest: 'manifest.json',
    modulePreload: false,
    assetsDir: '.',
    rolldownOptions: { input: 'app/main.tsx' },
  },
});
