import type { Locator, Page } from '@playwright/test';
import { atlas } from '../fixtures/data.ts';
import { api, breakDown, gate } from '../fixtures/network.ts';
import { blind } from '../fixtures/sight.ts';
import { expect, test } from '../fixtures/test.ts';
import { openUsers } from '../pages/users.ts';

/** The line of a criterion, with its number. */
const line = (popup: Locator, label: string): Locator =>
  popup.getByLabel(label, { exact: true }).locator('xpath=..');

test.describe('filters', () => {
  test('Status: counts under the other filters, value in the chip, removed by its own button', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    const popup = await users.openChip('Status');
    await expect(line(popup, 'Active')).toContainText(String(atlas.active));
    await expect(line(popup, 'Inactive')).toContainText(String(atlas.inactive));
    await popup.getByLabel('Active', { exact: true }).check();
    await users.expectCount(atlas.active);
    await expect(users.chip('Status')).toHaveAccessibleName('Status: Active');
    await page.keyboard.press('Escape');
    // The keyboard goes on from what is chosen.
    await users.openChip('Status');
    await expect(popup.getByLabel('Active', { exact: true })).toBeFocused();
    await page.keyboard.press('Escape');
    await users.removeFilter('Status').click();
    await users.expectCount(atlas.all);
    await expect(users.removeFilter('Status')).toBeHidden();
    // The button is gone, and what it was about has the focus.
    await expect(users.chip('Status')).toBeFocused();
  });

  test('the first filter moves nothing beneath', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    const before = await users.table.boundingBox();
    await (await users.openChip('Status')).getByLabel('Active', { exact: true }).check();
    await users.expectCount(atlas.active);
    await expect(users.clearAll).toBeVisible();
    expect((await users.table.boundingBox())!.y).toBe(before!.y);
  });

  test('numbers beside the criteria are grouped', async ({ page }) => {
    await page.route('**/api/users/facet*', (route) => route.fulfill({ json: [{ value: 'active', label: '', count: 1214 }] }));
    const users = await openUsers(page, 'q=atlas');
    await expect(line(await users.openChip('Status'), 'Active')).toContainText('1,214');
  });

  /** Holds the program's part with the criteria back until it is told to let it arrive. */
  async function criteriaHeldBack(page: Page): Promise<() => void> {
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    await page.route('**/split_user_panels.wasm', async (route) => {
      await arrived;
      await route.continue();
    });
    return () => arrive();
  }

  test('what is chosen and typed before the criteria come alive is not lost', async ({ page }) => {
    const arrive = await criteriaHeldBack(page);
    const users = await openUsers(page, 'q=atlas');
    const added = await users.openChip('Date added');
    await added.getByLabel('From', { exact: true }).fill('2026-01-05');
    const popup = await users.openChip('Status');
    const active = popup.getByLabel('Active', { exact: true });
    await active.check();
    await users.expectCount(atlas.all);
    arrive();
    await users.expectCount(atlas.active);
    await expect(users.chip('Status')).toHaveAccessibleName('Status: Active');
    await expect(active).toBeFocused();
    await page.keyboard.press('Escape');
    await expect((await users.openChip('Date added')).getByLabel('From', { exact: true })).toHaveValue('2026-01-05');
  });

  test('a group is looked for before the criteria come alive', async ({ page }) => {
    const arrive = await criteriaHeldBack(page);
    const users = await openUsers(page, 'q=atlas');
    const popup = await users.openChip('Administrator group');
    const find = popup.getByRole('searchbox');
    await find.fill('atlas');
    arrive();
    await expect(popup.getByRole('checkbox')).toHaveCount(2);
    await expect(find).toHaveValue('atlas');
    await expect(find).toBeFocused();
  });

  test('Administrator group: any of those chosen, the list of groups can be searched', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    const popup = await users.openChip('Administrator group');
    await popup.getByRole('searchbox').fill('atlas');
    await expect(popup.getByRole('checkbox')).toHaveCount(2);
    await expect(line(popup, 'Atlas Administrators')).toContainText(String(atlas.administrators));
    await expect(line(popup, 'Atlas Auditors')).toContainText(String(atlas.auditors));
    await popup.getByLabel('Atlas Auditors', { exact: true }).check();
    await users.expectCount(atlas.auditors);
    await expect(users.chip('Administrator group')).toHaveAccessibleName('Administrator group: Atlas Auditors');
    await popup.getByLabel('Atlas Administrators', { exact: true }).check();
    await users.expectCount(atlas.administratorsOrAuditors);
    // The counts of a chip do not depend on its own choice, those of others do.
    await expect(line(popup, 'Atlas Auditors')).toContainText(String(atlas.auditors));
    await expect(popup).toBeVisible();
  });

  test('Sales group: together with others all must hold', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas&administrator-group=atlasAdministrators');
    const popup = await users.openChip('Sales group');
    await popup.getByLabel('Atlas EMEA', { exact: true }).check();
    await users.expectCount(atlas.emea);
    await page.keyboard.press('Escape');
    const status = await users.openChip('Status');
    await expect(line(status, 'Inactive')).toContainText('10');
    await status.getByLabel('Inactive', { exact: true }).check();
    await users.expectCount(10);
  });

  test('Date added: presets and a range', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    const popup = await users.openChip('Date added');
    await popup.getByLabel('Last 7 days', { exact: true }).check();
    await users.expectCount(atlas.lastWeek);
    await popup.getByLabel('Last 30 days', { exact: true }).check();
    await users.expectCount(atlas.last30);
    await expect(users.chip('Date added')).toHaveAccessibleName('Date added: Last 30 days');
    const day = (days: number) => new Date(Date.now() - days * 86_400_000 - 3_600_000).toISOString().slice(0, 10);
    await popup.getByLabel('From', { exact: true }).fill(day(20));
    await popup.getByLabel('To', { exact: true }).fill(day(11));
    // Unlike a preset, a range is half typed for a while.
    await expect(users.chip('Date added')).toHaveAccessibleName('Date added: Last 30 days');
    await popup.getByRole('button', { name: 'Apply' }).click();
    await users.expectCount(10);
    await expect(users.chip('Date added')).toHaveAccessibleName(`Date added: ${day(20)} to ${day(11)}`);
    await expect(page).toHaveURL(new RegExp(`added-from=${day(20)}&added-to=${day(11)}`));
  });

  test('Date added: with a range no preset is chosen, and any day takes it away', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas&added-from=2020-01-01');
    const popup = await users.openChip('Date added');
    await expect(popup.getByRole('radio', { checked: true })).toHaveCount(0);
    await popup.getByLabel('Any', { exact: true }).check();
    await users.expectCount(atlas.all);
    await expect(users.chip('Date added')).toHaveAccessibleName('Date added');
    await expect(popup.getByLabel('From', { exact: true })).toHaveValue('');
  });

  test('Date added: what is being typed stays when more rows come', async ({ page }) => {
    await blind(page);
    const users = await openUsers(page, 'q=atlas');
    const slow = await gate(page, api.list);
    await users.loadMore.press('Enter');
    await slow.reached;
    const from = (await users.openChip('Date added')).getByLabel('From', { exact: true });
    await from.fill('2026-01-05');
    slow.open();
    await expect(page).toHaveURL(/rows=100/);
    await expect(users.rows).toHaveCount(100);
    await expect(from).toHaveValue('2026-01-05');
  });

  test('Sales group: says what went wrong when the groups do not come, and asks again', async ({ page, guard }) => {
    guard.expect(/users\/facet/, /ERR_CONNECTION_REFUSED/);
    const users = await openUsers(page, 'q=atlas');
    const mend = await breakDown(page, '**/api/users/facet*', 'unreachable');
    const popup = await users.openChip('Sales group');
    await expect(popup.getByRole('alert')).toContainText('The server cannot be reached');
    await mend();
    await popup.getByRole('button', { name: 'Try again' }).click();
    await expect(popup.getByLabel('Atlas EMEA', { exact: true })).toBeVisible();
    await expect(popup.getByRole('alert')).toHaveCount(0);
  });

  test('Last used: never', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    const popup = await users.openChip('Last used');
    for (const choice of ['Not in the last 30 days', 'Not in the last 90 days', 'Not in the last 180 days']) {
      await expect(popup.getByLabel(choice, { exact: true })).toBeVisible();
    }
    await popup.getByLabel('Never', { exact: true }).check();
    await users.expectCount(atlas.all);
    await expect(users.chip('Last used')).toHaveAccessibleName('Last used: Never');
    await expect(page).toHaveURL(/used=never/);
  });

  test('Last used: not in the last days, in order, and in the question before an inactivation', async ({ page, server, stock }) => {
    const family = stock.word('called-');
    const lastLogin = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const lines = [10, 60, 200].map((days) => ({ integrationUser: { oauthClientId: `${family}-${days}`, lastLogin: lastLogin(days) } }));
    await server.import(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const users = await openUsers(page, `q=${family}`);
    await users.expectCount(3);
    // The server knows them all by now: from here on none comes as news.
    await users.open(`q=${family}`);
    const popup = await users.openChip('Last used');
    for (const [days, found] of [[30, 2], [90, 1], [180, 1]] as const) {
      await popup.getByLabel(`Not in the last ${days} days`, { exact: true }).check();
      await users.expectCount(found);
      await expect(users.chip('Last used')).toHaveAccessibleName(`Last used: Not in the last ${days} days`);
    }
    await page.keyboard.press('Escape');
    await users.removeFilter('Last used').click();
    await users.expectCount(3);

    const first = users.rows.first().getByRole('link');
    await users.sort('Last Used').click();
    await expect(users.header('Last Used')).toHaveAttribute('aria-sort', 'descending');
    await expect(first).toHaveText(`${family}-10`);
    await users.sort('Last Used').click();
    await expect(first).toHaveText(`${family}-200`);

    await users.choose(`${family}-60`, 'Inactivate');
    const question = users.inactivateDialog(`${family}-60`);
    await expect(question).toContainText(`It last called on ${lastLogin(60).slice(0, 10)}`);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await expect(question).toBeHidden();
    await users.expectStatus(`${family}-60`, 'Active');
  });

  test('Clear all appears once any applies and removes every one', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    await expect(users.clearAll).toBeHidden();
    const popup = await users.openChip('Status');
    await popup.getByLabel('Active', { exact: true }).check();
    await page.keyboard.press('Escape');
    await users.clearAll.click();
    await expect(users.removeFilter('Status')).toBeHidden();
    await expect(users.clearAll).toBeHidden();
    await expect(users.search).toBeFocused();
    await expect(page).not.toHaveURL(/status=/);
  });

  test('a filter starts the list at its top and keeps the order', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas&sort=name&dir=desc');
    expect((await users.clientIds()).slice(0, 2)).toEqual(['atlas-120', 'atlas-119']);
    const popup = await users.openChip('Status');
    await popup.getByLabel('Inactive', { exact: true }).check();
    await users.expectCount(atlas.inactive);
    await expect.poll(async () => (await users.clientIds()).slice(0, 2)).toEqual(['atlas-120', 'atlas-117']);
  });
});
