import { expect, test } from '../fixtures/test.ts';
import { openUsers } from '../pages/users.ts';

test.describe('Undo', () => {
  test('is offered for the last change of a user only', async ({ page, stock }) => {
    const { clientId } = stock.user();
    const users = await openUsers(page, `q=${clientId}`);
    await users.choose(clientId, 'Inactivate');
    await users.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).click();
    await expect(users.toast(`${clientId} is inactive`)).toBeVisible();
    await users.choose(clientId, 'Activate');
    await expect(users.toast(`${clientId} is active`)).toBeVisible();
    await expect(users.toast(`${clientId} is inactive`)).toBeHidden();
    await expect(users.undo).toHaveCount(1);
    await users.undo.click();
    await users.expectStatus(clientId, 'Inactive');
  });

  test('is reached by a key from anywhere, and the focus comes back from there', async ({ page, stock }) => {
    const { keyboard } = page;
    const { clientId } = stock.user();
    const users = await openUsers(page, `q=${clientId}`);
    // There is no message yet.
    await users.search.focus();
    await keyboard.press('F8');
    await expect(users.search).toBeFocused();
    await users.choose(clientId, 'Inactivate');
    await users.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).click();
    await expect(users.undo).toBeVisible();
    const said = page.getByRole('status').filter({ has: page.getByRole('button', { name: 'Undo' }) });
    await expect(said).toContainText('F8 leads to this message');
    await expect(users.actions(clientId)).toBeFocused();

    await keyboard.press('F8');
    await expect(users.undo).toBeFocused();
    await keyboard.press('Escape');
    await expect(users.actions(clientId)).toBeFocused();
    await expect(users.undo).toBeVisible();

    await keyboard.press('F8');
    await keyboard.press('Enter');
    await users.expectStatus(clientId, 'Active');
    await expect(users.toast(`${clientId} is active`)).toBeVisible();
    await expect(users.actions(clientId)).toBeFocused();

    await keyboard.press('F8');
    await keyboard.press('Tab');
    await expect(users.focused).toHaveAccessibleName('Dismiss');
    await keyboard.press('Enter');
    await expect(users.toast(`${clientId} is active`)).toBeHidden();
    await expect(users.actions(clientId)).toBeFocused();
  });

  test('gives the focus to the page when what had it before is gone', async ({ page, stock }) => {
    const { clientId } = stock.user();
    const users = await openUsers(page, `q=${clientId}`);
    await users.choose(clientId, 'Copy client id');
    await expect(users.toast(`${clientId} was copied`)).toBeVisible();
    await users.search.focus();
    await page.keyboard.press('F8');
    await expect(users.focused).toHaveAccessibleName('Dismiss');
    await users.search.evaluate((field) => field.remove());
    await page.keyboard.press('Enter');
    await expect(users.main).toBeFocused();
  });

  test('is refused in words when somebody else changed the user after that', async ({ page, another, stock, guard }) => {
    guard.expect(/412/);
    const { clientId, partyNumber } = stock.user();
    const users = await openUsers(page, `q=${clientId}`);
    await users.choose(clientId, 'Inactivate');
    await users.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).click();
    await expect(users.undo).toBeVisible();
    const theirs = await openUsers(await (await another()).newPage(), `q=${clientId}`);
    await theirs.goto(`/admin/users/integration-users/${partyNumber}?q=${clientId}`);
    await theirs.editPanel.name.fill('Somebody else was here');
    await theirs.editPanel.save.click();
    await expect(theirs.editPanel.dialog).toBeHidden();
    await users.undo.click();
    await expect(page.getByRole('alert').filter({ hasText: `${clientId} was changed after that` })).toBeVisible();
    await users.expectStatus(clientId, 'Inactive');
    await expect(users.row(clientId)).toContainText('Somebody else was here');
  });
});
