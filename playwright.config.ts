import { defineConfig } from '@playwright/test';
import { chromiumPath } from './test/lib/chromium.ts';

const PORT = 4179;

export default defineConfig({
  testDir: 'test/browser',
  outputDir: '.cache/browser-results',
  timeout: 60_000,
  workers: 1,
  reporter: [['list'], ['json', { outputFile: '.cache/browser-results.json' }]],
  use: {
    baseURL: `http://localhost:${PORT}/`,
    launchOptions: { executablePath: chromiumPath(), args: ['--no-sandbox'] },
  },
  webServer: { command: `npx vite preview --port ${PORT} --strictPort`, url: `http://localhost:${PORT}/`, reuseExistingServer: false },
});
