import { defineConfig } from 'vite';

export default defineConfig({
  // Relative addresses: the built site works in any folder of any static host.
  base: './',
  worker: { format: 'es' },
  build: { target: 'es2022', chunkSizeWarningLimit: 1000 },
});
