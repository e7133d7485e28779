import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const SERVER = 'http://127.0.0.1:8188';

/** Built to static files that `moodwire serve` serves; `npm run dev -w packages/editor` proxies to one that runs. */
export default defineConfig({
  plugins: [react()],
  build: { target: 'es2022', outDir: 'dist', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  worker: { format: 'es' },
  server: {
    proxy: {
      '/api': {
        target: SERVER,
        ws: true,
        changeOrigin: true,
        // The server answers no page but its own.
        rewriteWsOrigin: true,
        configure(proxy) {
          proxy.on('proxyReq', (request) => {
            if (request.hasHeader('origin')) request.setHeader('origin', SERVER);
          });
        },
      },
    },
  },
});
