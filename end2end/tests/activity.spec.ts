import { expect, expectHeard, test } from '../fixtures/test.ts';
import { openActivity } from '../pages/activity.ts';
import { openUsers, Users } from '../pages/users.ts';

test.describe('the Activity page', () => {
  test('says who did what to whom, when, and with what difference', async ({ page, stock }) => {
    const { clientId, name, partyNumber } = stock.user();
    const users = new Users(page);
    await users.openEdit(partyNumber);
    await users.editPanel.name.fill('A new name');
    const sales = await users.editPanel.groups('sales');
    await sales.selected.move('Region 01');
    await sales.available.move('Region 11');
    await users.editPanel.save.click();
    await expect(users.editPanel.dialog).toBeHidden();

    await users.search.fill(clientId);
    await users.expectCount(1);
    await users.choose(clientId, 'View activity');
    const activity = await openActivity(page, `user=${partyNumber}`);
    await expect(activity.heading('Activity')).toBeVisible();
    const entry = activity.entry(`Administrator changed ${clientId}`);
    for (const part of [name, 'A new name', 'Region 01', 'Region 11', 'Groups added', 'Groups removed', 'Name']) {
      await expect(entry).toContainText(part);
    }
    await expect(entry.getByRole('time')).toBeVisible();
    await expect(activity.entry(`imported ${clientId}`)).toBeVisible();
    await expect(activity.entries).toHaveCount(2);
    // On a small screen what is stands beneath what was.
    await page.setViewportSize({ width: 360, height: 740 });
    const [was, is] = [entry.locator('del').filter({ hasText: name }), entry.locator('ins').filter({ hasText: 'A new name' })];
    const [before, after] = [(await was.boundingBox())!, (await is.boundingBox())!];
    expect(after.x).toBe(before.x);
    expect(after.y).toBeGreaterThan(before.y);
  });

  test('is reached from a row, filtered by that user', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas-030');
    await users.choose('atlas-030', 'View activity');
    await expect(page).toHaveURL(/activity\?user=ATLAS_030$/);
    const activity = await openActivity(page, 'user=ATLAS_030');
    await expect(activity.entries).toHaveCount(1);
    await expect(activity.user).toHaveValue('ATLAS_030');
  });

  test('is filtered by action, kept in the address', async ({ page }) => {
    const activity = await openActivity(page);
    await activity.action.selectOption('Signed in');
    await expect(page).toHaveURL(/action=signed-in/);
    await expect(activity.entries.first()).toContainText('Administrator signed in');
    await expect(activity.entry('imported')).toHaveCount(0);
    await page.goBack();
    await expect(activity.action).toHaveValue('');
    await activity.action.selectOption('Imported');
    await expect(activity.entries.first()).toContainText('imported');
  });

  test('is paged', async ({ page }) => {
    const activity = await openActivity(page, 'action=imported');
    const first = await activity.entries.first().textContent();
    await activity.older.click();
    await expect(page).toHaveURL(/before=\d+/);
    await expect(activity.entries.first()).not.toHaveText(first!);
    // They are read from their top.
    await expect(activity.entries.first()).toBeInViewport();
    await expect(activity.main).toBeFocused();
    await page.reload();
    await activity.awake();
    await expect(activity.entries.first()).not.toHaveText(first!);
    await activity.newest.click();
    await expect(activity.entries.first()).toHaveText(first!);
  });

  test('keeps what is being typed while older entries are read', async ({ page }) => {
    const activity = await openActivity(page, 'action=imported');
    await activity.user.fill('ATLAS_0');
    await activity.older.click();
    await expect(page).toHaveURL(/before=\d+/);
    await expect(activity.newest).toBeVisible();
    await expect(activity.user).toHaveValue('ATLAS_0');
    // What stood there without being applied is applied by Enter; Back then shows the entries before, of any user.
    await activity.user.fill('ATLAS_030');
    await activity.user.press('Enter');
    await expect(page).toHaveURL(/user=ATLAS_030/);
    await page.goBack();
    await expect(activity.user).toHaveValue('');
  });

  test('says when nothing is there', async ({ page }) => {
    const activity = await openActivity(page);
    await activity.main.getByRole('textbox', { name: 'Party number' }).fill('NOBODY_1');
    await page.keyboard.press('Enter');
    await expect(activity.main.getByText('Nothing matches')).toBeVisible();
    await expectHeard(page, /0 entries shown/);
    await activity.main.getByRole('link', { name: 'Clear all' }).click();
    await expect(activity.entries.first()).toBeVisible();
    await expect(activity.action).toBeFocused();
  });
});
