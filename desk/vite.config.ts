/** How is the desk built? To `dist/`: index.html and hashed assets, no inline script, one chunk per screen. It does not serve the product. */
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome123', 'firefox121', 'safari17.5'],
    modulePreload: { polyfill: false },
    // Inlined fonts or images would need data: in the content policy.
    assetsInlineLimit: 0,
    manifest: 'manifest.json',
  },
  server: {
    port: 5173,
    proxy: {
      '/api': { target: 'http://127.0.0.1:3100', ws: true },
      '/files': 'http://127.0.0.1:3100',
    },
  },
});
