import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** Debian's browser where there is one; else the one that Playwright brings. For `--headed`, name a whole one: `CHROMIUM_PATH=/usr/bin/chromium`. */
const browser = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => path && existsSync(path));

/** What a browser inside of a container or without a screen needs, and nothing that calls home. */
const flags = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // One process shows all pages of a context, as long as one of them is open (`signedIn`): a page then finds the program compiled.
  '--process-per-site',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** What mostly waits until a provider is asked for its keys again. It has a worker of its own, for it leaves the machine to the others. */
const waiting = '**/provider-trouble.spec.ts';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  workers: 3,
  projects: [
    { name: 'waiting', testMatch: waiting, workers: 1 },
    { name: 'all others', testIgnore: waiting, workers: 2 },
  ],
  retries: 0,
  timeout: 60_000,
  // The workers, their servers and their browsers share the processors of a small machine.
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    screenshot: 'only-on-failure',
    // Traces cost time: ask for them (IU_TRACE=1) when a test is to be looked into.
    trace: process.env['IU_TRACE'] ? 'on' : 'off',
    launchOptions: { args: flags, ...(browser ? { executablePath: browser } : {}) },
  },
});
