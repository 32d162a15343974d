import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, TestInfo } from '@playwright/test';
import { Server } from '../fixtures/server.ts';
import { expect, signIn, test as base } from '../fixtures/test.ts';
import { Groups } from '../pages/groups.ts';
import { Shell } from '../pages/shell.ts';
import { Users } from '../pages/users.ts';

const root = join(import.meta.dirname, '../..');

/** A page on a server that holds the samples, as a newcomer sees them. */
const test = base.extend<{ take: (name: string) => Promise<void>; samples: Page }>({
  samples: async ({ browser, guard }, use) => {
    const directory = join(root, 'samples');
    const files = readdirSync(directory).filter((name) => name.endsWith('.ndjson')).sort().map((name) => join(directory, name));
    const server = await Server.start({ files });
    const context = await browser.newContext({
      baseURL: server.origin,
      locale: 'en-GB',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
      viewport: { width: 1440, height: 900 },
    });
    guard.watch(context);
    const page = await context.newPage();
    await signIn(page, server.firstLink);
    await use(page);
    await context.close();
    await server.stop();
  },
  take: async ({ samples }, use, info) => use((name) => picture(samples, name, info)),
});

/** Those the README shows; with UPDATE_PICTURES=1 they are written anew. All lie in test-results to be looked at. */
const IN_README = ['list-light', 'list-dark', 'edit-panel', 'narrow'];

async function picture(page: Page, name: string, info: TestInfo): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: info.outputPath(`${name}.png`), animations: 'disabled', caret: 'hide' });
  if (process.env['UPDATE_PICTURES'] && IN_README.includes(name)) {
    await page.screenshot({ path: join(root, 'docs/img', `${name}.png`), animations: 'disabled', caret: 'hide' });
  }
}

test('pictures of the main states', async ({ samples: page, take }) => {
  test.slow();
  const shell = new Shell(page);
  const users = new Users(page);
  await shell.goto('/admin');
  await take('home');

  await users.goto('/admin/users/integration-users');
  await expect(users.rows.first()).toBeVisible();
  await take('list-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await take('list-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await users.openChip('Status');
  await expect(users.popup('Status').getByLabel('Active', { exact: true })).toBeVisible();
  await take('filter-open');
  await page.keyboard.press('Escape');
  const [first] = await users.clientIds();
  await users.menu(first!);
  await take('menu-open');
  await page.keyboard.press('Escape');
  await users.choose(first!, 'Inactivate');
  await take('question');
  await page.keyboard.press('Escape');

  await users.link(first!).click();
  await expect(users.editPanel.clientId).toHaveValue(first!);
  await take('edit-panel-closed');
  const sales = await users.editPanel.groups('sales');
  await sales.available.filter.fill('e');
  await sales.available.options.nth(1).click();
  await sales.available.options.nth(3).click({ modifiers: ['Shift'] });
  await sales.addSelected.click();
  await sales.available.options.nth(4).click();
  await sales.selected.list.scrollIntoViewIfNeeded();
  await take('edit-panel');
  await page.emulateMedia({ colorScheme: 'dark' });
  await take('edit-panel-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await users.goto('/admin/users/integration-users/new');
  await users.createPanel.email.fill('none');
  await users.createPanel.create.click();
  await take('create-faults');

  await users.goto('/admin/users/integration-users?q=nothing-like-it&status=active');
  await take('nothing-matches');
  await shell.goto('/admin/users/groups');
  await take('groups');
  await shell.goto('/admin/users/groups/new');
  await expect(new Groups(page).createPanel.dialog).toBeVisible();
  await take('group-panel');
  await shell.goto('/admin/monitoring/activity');
  await take('activity');
  await shell.goto('/admin/account/sessions');
  await take('sessions');

  await page.setViewportSize({ width: 390, height: 844 });
  await users.goto('/admin/users/integration-users');
  await take('narrow');
  await users.goto(`/admin/users/integration-users?q=${encodeURIComponent(first!)}`);
  await users.link(first!).click();
  await expect(users.editPanel.clientId).toHaveValue(first!);
  await users.editPanel.groups('sales');
  await take('narrow-panel');
  await page.setViewportSize({ width: 320, height: 640 });
  await users.goto('/admin/users/integration-users');
  await take('very-narrow');
  await page.setViewportSize({ width: 1440, height: 900 });
  // A page of nobody would ask for what others change, and be refused.
  await page.goto('about:blank');
  await page.context().clearCookies();
  await page.goto('/sign-in?problem=expired');
  await take('sign-in');
});
