import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const SERVER = 'http://127.0.0.1:8080';

// biome-ignore lint/style/noDefaultExport: the form Vite asks for
export default defineConfig({
  // Relative, so that the page works under any prefix it is served at.
  base: './',
  plugins: [react()],
  build: {
    outDir: '../python/jackfield/server/static',
    emptyOutDir: true,
    target: 'es2023',
    // Nothing inlined as a data: address: the server's Content-Security-Policy allows none.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  server: { proxy: { '/whip': SERVER, '/v1': SERVER, '/ws': { target: SERVER, ws: true } } },
  test: {
    // Tests that need a document say so in their first line: most do not, and it costs a second each.
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
