import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../fixtures/axe.ts';
import { atlas } from '../fixtures/data.ts';
import { expect, test } from '../fixtures/test.ts';
import { openUsers, type Users } from '../pages/users.ts';
import { tabTo } from '../pages/shell.ts';

const button = (users: Users) => users.main.getByRole('button', { name: 'Export', exact: true });

/** What is saved when this is done. */
async function saved(page: Page, choose: () => Promise<void>): Promise<{ name: string; text: string }> {
  const download = page.waitForEvent('download');
  await choose();
  const file = await download;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

test.describe('export', () => {
  test('what the filters show, as a table and as NDJSON', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas&status=active');
    await users.expectCount(atlas.active);
    await button(users).click();
    const menu = page.getByRole('menu', { name: 'Export' });
    await expect(menu.getByRole('menuitem')).toHaveText(['Table (CSV)', 'NDJSON']);
    await expectAccessible(page);
    const table = await saved(page, () => menu.getByRole('menuitem', { name: 'Table (CSV)' }).click());
    expect(table.name).toMatch(/^integration-users-\d{4}-\d\d-\d\d\.csv$/);
    const lines = table.text.trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      '\ufeffoauthClientId,firstName,email,description,partyNumber,status,dateAdded,administratorGroups,salesGroups',
    );
    expect(lines).toHaveLength(atlas.active + 1);
    // The page stays, and its menu works again; here by keyboard alone.
    await expect(users.heading('Integration Users')).toBeVisible();
    await users.search.focus();
    await tabTo(button(users), 'Shift+Tab');
    const other = await saved(page, async () => {
      await page.keyboard.press('Enter');
      await expect(menu.getByRole('menuitem', { name: 'Table (CSV)' })).toBeFocused();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
    });
    expect(other.name).toMatch(/\.ndjson$/);
    expect(other.text.trimEnd().split('\n')).toHaveLength(atlas.active);
    await page.goto('/admin/monitoring/activity?action=exported');
    await expect(page.getByRole('main')).toContainText(`exported integration users: ${atlas.active}`);
  });

  test('that is refused leaves the page as it is, says so, and can be asked for again', async ({ another, session, guard }) => {
    guard.expect(/401/, /frame/i, /ERR_BLOCKED_BY_RESPONSE/);
    const context = await another();
    const page = await context.newPage();
    const users = await openUsers(page, 'q=atlas-00');
    await context.clearCookies();
    await button(users).click();
    await page.getByRole('menuitem', { name: 'NDJSON' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'Nothing was exported' });
    await expect(alert).toBeVisible();
    await users.expectCount(9);
    await context.addCookies(session.cookies);
    const file = await saved(page, () => alert.getByRole('button', { name: 'Try again' }).click());
    expect(file.text.trimEnd().split('\n')).toHaveLength(9);
    await expect(alert).toBeHidden();
  });
});
