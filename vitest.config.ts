import { defineConfig } from 'vitest/config';

/**
 * These put no module, no global and no environment variable in another's place, and look at
 * nothing that is read once a process: one process runs many of them, and reads the source once.
 */
const together = [
  'test/unit/{files,manifest,sandbox}/*.test.ts',
  'test/unit/api/!(proxy|proxyFaults|certificates).test.ts',
];

export default defineConfig({
  test: {
    testTimeout: 10_000,
    restoreMocks: true,
    // Its own choice is a core less than there are; most tests wait for sockets.
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'together', include: together, isolate: false } },
      {
        extends: true,
        test: { name: 'alone', include: ['test/unit/**/*.test.ts'], exclude: together },
      },
    ],
  },
});
