import type { Request } from '@playwright/test';
import { atlas } from '../fixtures/data.ts';
import { api, breakDown, gate } from '../fixtures/network.ts';
import { painted } from '../fixtures/guard.ts';
import { blind } from '../fixtures/sight.ts';
import { expect, test } from '../fixtures/test.ts';
import { openUsers, type Column, Users } from '../pages/users.ts';

test.describe('the list', () => {
  test('shows the newest first, with what is known of each', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    expect((await users.clientIds()).slice(0, 3)).toEqual(['atlas-001', 'atlas-002', 'atlas-003']);
    const row = users.row('atlas-020');
    for (const text of ['Atlas Connector 020', 'Active', 'Atlas Administrators', 'Atlas Auditors', 'Atlas APAC', 'Atlas EMEA', 'Never']) {
      await expect(row).toContainText(text);
    }
  });

  test('is sorted by a column, and the other way at the second press', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    for (const { column, first, then, natural } of [
      { column: 'Client Id', first: 'atlas-001', then: 'atlas-120', natural: 'ascending' },
      { column: 'Name', first: 'atlas-001', then: 'atlas-120', natural: 'ascending' },
      { column: 'Date Added', first: 'atlas-001', then: 'atlas-120', natural: 'descending' },
    ] as const satisfies { column: Column; first: string; then: string; natural: string }[]) {
      if (column !== 'Date Added') {
        await expect(users.header(column)).toHaveAttribute('aria-sort', 'none');
      }
      await users.sort(column).click();
      await expect(users.header(column)).toHaveAttribute('aria-sort', natural);
      await expect(users.rows.first().getByRole('link')).toHaveText(first);
      await users.sort(column).click();
      await expect(users.header(column)).toHaveAttribute('aria-sort', natural === 'ascending' ? 'descending' : 'ascending');
      await expect(users.rows.first().getByRole('link')).toHaveText(then);
      await expect(users.sort(column)).toBeFocused();
    }
  });

  test('says how to begin where there is nobody yet', async ({ emptyPage }) => {
    const users = await openUsers(emptyPage);
    await expect(users.main.getByText('No integration users yet')).toBeVisible();
    await users.main.getByRole('link', { name: 'Identity Provider', exact: true }).click();
    await expect(users.heading('Identity Provider')).toBeVisible();
    await emptyPage.goBack();
    await users.main.getByRole('link', { name: 'Create' }).last().click();
    await expect(users.createPanel.clientId).toBeFocused();
  });

  test('puts a client id into the clipboard', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas-001');
    await users.choose('atlas-001', 'Copy client id');
    await expect(users.toast('atlas-001 was copied')).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('atlas-001');
  });

  test('shifts nothing while the page comes alive', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    await expect(users.rows).toHaveCount(50);
    await painted(page);
    const shifted = await page.evaluate(() => {
      const observer = new PerformanceObserver(() => {});
      observer.observe({ type: 'layout-shift', buffered: true });
      const shifts = observer.takeRecords() as (PerformanceEntry & { value: number })[];
      return shifts.reduce((sum, { value }) => sum + value, 0);
    });
    expect(shifted).toBeLessThan(0.01);
  });

  test('is sorted by Status', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    await users.sort('Status').click();
    await expect(users.header('Status')).toHaveAttribute('aria-sort', 'ascending');
    await expect(users.rows.first()).toContainText('Inactive');
    await users.sort('Status').click();
    await expect(users.rows.first()).not.toContainText('Inactive');
    await expect(users.header('Date Added')).toHaveAttribute('aria-sort', 'none');
  });

  test('loads more at a press and says how far it is', async ({ page, heard }) => {
    await blind(page);
    const users = await openUsers(page, 'q=atlas');
    await expect(users.rows).toHaveCount(50);
    await users.loadMore.press('Enter');
    await expect(users.rows).toHaveCount(100);
    await heard(/100 of 120 integration users shown/);
    expect(new Set(await users.clientIds()).size).toBe(100);
  });

  test('loads more by itself when one comes near its end, up to the last', async ({ page, heard }) => {
    const users = await openUsers(page, 'q=atlas');
    for (const rows of [100, 120]) {
      await page.mouse.move(640, 600);
      await expect(async () => {
        await page.mouse.wheel(0, 4_000);
        expect(await users.rows.count()).toBeGreaterThanOrEqual(rows);
      }).toPass();
    }
    await expect(users.rows).toHaveCount(120);
    await heard(/120 of 120 integration users shown/);
    await expect(users.loadMore).toBeHidden();
    expect(new Set(await users.clientIds()).size).toBe(120);
  });

  test('is whole and from its top in another order, however much was loaded before', async ({ page }) => {
    const whole = await openUsers(await page.context().newPage(), 'sort=client-id&rows=500');
    const inOrder = await whole.clientIds();
    expect(inOrder).toHaveLength(500);
    await whole.page.close();
    const users = await openUsers(page);
    const loaded = async (rows: number) => {
      await page.mouse.move(640, 600);
      await expect(async () => {
        await page.mouse.wheel(0, 4_000);
        expect(await users.rows.count()).toBeGreaterThanOrEqual(rows);
      }).toPass();
    };
    await loaded(150);
    const inNewOrder = (request: Request) => /"ClientId"/.test(request.postData() ?? '');
    const slow = await gate(page, api.list, inNewOrder);
    await users.sort('Client Id').click();
    await slow.reached;
    // What is there stays until the other list is here, and nothing behind it is asked for.
    expect(await users.rows.count()).toBeGreaterThanOrEqual(150);
    await painted(page);
    expect(slow.count()).toBe(1);
    slow.open();
    await expect(users.rows.first().getByRole('link')).toHaveText(inOrder[0]!);
    await expect(users.rows.first()).toBeInViewport();
    await loaded(150);
    const now = await users.clientIds();
    expect(now).toEqual(inOrder.slice(0, now.length));
  });

  test('says what went wrong when more cannot be loaded, and can be asked again', async ({ page, guard }) => {
    guard.expect(/users\/list/, /ERR_CONNECTION_REFUSED/);
    await blind(page);
    const users = await openUsers(page, 'q=atlas');
    const mend = await breakDown(page, api.list, 'unreachable');
    await users.loadMore.press('Enter');
    await expect(page.getByText('The server cannot be reached').first()).toBeVisible();
    await expect(users.rows).toHaveCount(50);
    await mend();
    await users.main.getByRole('button', { name: /^(Try again|Load more)$/ }).or(users.loadMore).first().press('Enter');
    await expect(users.rows).toHaveCount(100);
  });

  test('says what went wrong when a search does not get through, and asks again at a press', async ({ page, guard }) => {
    guard.expect(/users\/list/, /ERR_CONNECTION_REFUSED/);
    const users = await openUsers(page, 'q=atlas');
    const mend = await breakDown(page, api.list, 'unreachable');
    await users.search.fill('zurich');
    await expect(page.getByText('The server cannot be reached').first()).toBeVisible();
    await expect(users.search).toHaveValue('zurich');
    await mend();
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await users.expectCount(1);
  });

  test('keeps its place while new rows are on their way', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    const top = await users.table.boundingBox();
    const slow = await gate(page, api.list);
    await users.search.fill('zurich');
    await slow.reached;
    expect((await users.table.boundingBox())?.y).toBe(top?.y);
    slow.open();
    await users.expectCount(1);
    expect((await users.table.boundingBox())?.y).toBe(top?.y);
  });
});

test.describe('the address', () => {
  test('holds search, filters and order, and gives the same view in another browser', async ({ page, another }) => {
    const users = await openUsers(page);
    await users.search.fill('atlas');
    await users.expectCount(atlas.all);
    const popup = await users.openChip('Status');
    await popup.getByLabel('Inactive', { exact: true }).check();
    await users.expectCount(atlas.inactive);
    await page.keyboard.press('Escape');
    await users.sort('Name').click();
    await users.sort('Name').click();
    await expect(users.rows.first().getByRole('link')).toHaveText('atlas-120');
    // What fits the screen comes a frame before the others.
    await expect(users.rows).toHaveCount(atlas.inactive);
    const seen = await users.clientIds();
    const address = new URL(page.url());
    expect(address.search).toBe('?q=atlas&status=inactive&sort=name&dir=desc');

    const other = await (await another()).newPage();
    const same = new Users(other);
    await same.goto(address.pathname + address.search);
    await expect(same.search).toHaveValue('atlas');
    await expect(same.chip('Status')).toHaveAccessibleName('Status: Inactive');
    await expect(same.header('Name')).toHaveAttribute('aria-sort', 'descending');
    expect(await same.clientIds()).toEqual(seen);
  });

  test('goes back and forward step by step, and survives a reload', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    const popup = await users.openChip('Status');
    await popup.getByLabel('Active', { exact: true }).check();
    await users.expectCount(atlas.active);
    await page.keyboard.press('Escape');
    await users.sort('Name').click();
    await expect(users.header('Name')).toHaveAttribute('aria-sort', 'ascending');

    await page.goBack();
    await expect(users.header('Name')).toHaveAttribute('aria-sort', 'none');
    await expect(users.chip('Status')).toHaveAccessibleName('Status: Active');
    await page.goBack();
    await users.expectCount(atlas.all);
    await expect(users.chip('Status')).toHaveAccessibleName('Status');
    await page.goForward();
    await users.expectCount(atlas.active);
    await page.reload();
    await users.awake();
    await users.expectCount(atlas.active);
    await expect(users.chip('Status')).toHaveAccessibleName('Status: Active');
  });

  test('opens the Create and Edit panels, which Back closes', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    await users.link('atlas-007').click();
    await expect(users.editPanel.clientId).toHaveValue('atlas-007');
    await expect(page).toHaveURL(/\/integration-users\/ATLAS_007(\?|$)/);
    await page.goBack();
    await expect(users.editPanel.dialog).toBeHidden();
    await users.expectCount(atlas.all);
    await users.create.click();
    await expect(users.createPanel.dialog).toBeVisible();
    await expect(page).toHaveURL(/\/integration-users\/new(\?|$)/);
    await page.goBack();
    await expect(users.createPanel.dialog).toBeHidden();
    await expect(users.search).toHaveValue('atlas');
  });

  test('leads straight to each panel', async ({ page }) => {
    const users = new Users(page);
    await users.goto('/admin/users/integration-users/new');
    await expect(users.createPanel.clientId).toBeFocused();
    await users.goto('/admin/users/integration-users/ATLAS_005');
    const panel = users.editPanel;
    await expect(panel.clientId).toHaveValue('atlas-005');
    await expect(panel.clientId).toBeFocused();
    for (const fact of ['Active', 'ATLAS_005', 'Never']) {
      await expect(panel.dialog).toContainText(fact);
    }
    await panel.cancel.click();
    await expect(panel.dialog).toBeHidden();
    await expect(page).toHaveURL(/\/integration-users$/);
  });

  test('says so when it names a user that does not exist', async ({ page, guard }) => {
    guard.expect(/404/);
    await page.goto('/admin/users/integration-users/NOBODY_1');
    await expect(page.getByText('There is no such integration user').first()).toBeVisible();
  });

  test('shows a list even if it is mangled', async ({ page }) => {
    const users = await openUsers(page, 'status=maybe&sort=colour&after=%25&rows=-1&added=x&q=%00');
    await expect(users.rows).toHaveCount(50);
  });
});
