import { defineConfig } from "vitest/config";

/** The Remix plugin stays out: tests import the rooms themselves, and the built site as it is served. */
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: ["tests/support/global-setup.ts"],
    setupFiles: ["tests/support/chance.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // two cores are all there may be; each file owns a database, a stand-in and a mailbox
    maxWorkers: 2,
    fileParallelism: true,
  },
});
