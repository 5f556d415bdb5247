import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    testTimeout: 10_000,
    restoreMocks: true,
    // Its own choice is a core less than there are; most tests wait for sockets.
    maxWorkers: 2,
  },
});
