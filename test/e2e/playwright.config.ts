import path from 'node:path';
import { defineConfig } from '@playwright/test';

const root = path.resolve(import.meta.dirname, '../..');
const results = path.join(root, '.test-results');

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '**/*.spec.ts',
  outputDir: path.join(results, 'e2e'),
  // Each has an editor and a browser of its own, and so a clipboard; they wait more than they work.
  workers: 2,
  retries: 0,
  timeout: 60_000,
  globalTimeout: 840_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: path.join(results, 'e2e.json') }]],
  use: { actionTimeout: 10_000, navigationTimeout: 30_000, trace: 'off' },
});
