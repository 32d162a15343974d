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
