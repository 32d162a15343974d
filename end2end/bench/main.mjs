/**
 * Measures in a real browser, for `cargo xtask bench`, which starts the server and this. What to do comes as JSON: whom to ask and how often.
 * Each figure goes to standard output as it is measured, as a line of JSON.
 */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import * as django from './django.mjs';
import * as ours from './ours.mjs';

const subject = JSON.parse(process.argv[2]);
const procedure = { ours: ours.everyday, duallist: ours.dualList, django: django.everyday }[subject.procedure];

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((path) => path && existsSync(path));
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: [
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ],
});
try {
  // The first round is for warming up: the server's caches, and what the browser does at its start.
  for (let run = 0; run <= subject.runs; run++) {
    const report = (what, unit, value) => run > 0 && console.log(JSON.stringify({ what, unit, value }));
    await procedure(browser, subject, run, report);
  }
} finally {
  await browser.close();
}
