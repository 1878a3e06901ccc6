import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const shared = { environment: 'node' as const, root: join(import.meta.dirname, '..') };

/** They put something in the place of a module, and so have modules of their own. */
const MOCKING = [
  'tests/actions/define.test.ts',
  'tests/auth/forgot-password.test.ts',
  'tests/auth/passkeys.test.ts',
  'tests/auth/passwords.test.ts',
  'tests/auth/sign-in.test.ts',
];

/** Four floors of one gate. `web` and `browser` need the built portal: `npm test` builds first. */
export default defineConfig({
  test: {
    // Two cores are what the gate has; the default would leave one idle.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/content/**', 'tests/web/**', 'tests/browser/**', ...MOCKING],
          // Loading the modules anew for each of many short files takes as long as the tests.
          isolate: false,
          setupFiles: ['tests/support/after-each-file.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'mocking',
          include: MOCKING,
          setupFiles: ['tests/support/after-each-file.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'content',
          isolate: false,
          setupFiles: ['tests/support/after-each-file.ts'],
          include: ['tests/content/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'web',
          isolate: false,
          setupFiles: ['tests/support/after-each-file.ts'],
          include: ['tests/web/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          isolate: false,
          setupFiles: ['tests/support/after-each-file.ts'],
          include: ['tests/browser/**/*.test.ts'],
          // Beside another file on the other core, a look at many screens takes its time.
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
