import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/boot-guests.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Files under test are pure for the most part: threads start faster than processes.
    pool: 'threads',
  },
});
