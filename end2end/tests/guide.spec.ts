import { atlas } from '../fixtures/data.ts';
import { expect, test } from '../fixtures/test.ts';
import { Shell } from '../pages/shell.ts';
import { openUsers, Users } from '../pages/users.ts';

/** The five procedures of the guide for integration users, as it describes them. */
test.describe('with a mouse', () => {
  test('1. view the list, search and filter it', async ({ page }) => {
    const users = new Users(page);
    await users.goto('/');
    await expect(users.heading('Admin Home')).toBeVisible();
    await users.main.getByRole('region', { name: 'Users' }).getByRole('link', { name: 'Integration Users' }).click();
    await expect(users.heading('Integration Users')).toBeVisible();
    for (const column of ['Client Id', 'Name', 'Status', 'Administrator Groups', 'Sales Groups', 'Last Used', 'Date Added', 'Actions']) {
      await expect(users.table.getByRole('columnheader', { name: column, exact: true })).toBeAttached();
    }

    await users.search.pressSequentially('atlas');
    await users.expectCount(atlas.all);
    await (await users.openChip('Status')).getByLabel('Inactive', { exact: true }).check();
    await users.expectCount(atlas.inactive);
    await expect(users.chip('Status')).toHaveAccessibleName('Status: Inactive');
    await users.search.fill('atlas connector 003');
    await users.expectCount(1);
    await expect(users.link('atlas-003')).toBeVisible();
    await users.expectStatus('atlas-003', 'Inactive');
  });

  test('2. create an integration user with administrator and sales groups', async ({ page, stock, heard }) => {
    const users = await openUsers(page);
    const clientId = stock.word('guide-client-');
    await users.create.click();
    const panel = users.createPanel;
    await expect(panel.clientId).toBeFocused();
    await panel.clientId.fill(clientId);
    await panel.name.fill('Quote Connector');

    const administrator = await panel.groups('administrator');
    await administrator.available.option('Document Designers').click();
    await administrator.available.option('Performance Analysts').click({ modifiers: ['Control'] });
    await administrator.addSelected.click();
    await administrator.selected.expectOptions('Document Designers', 'Performance Analysts');
    await panel.expectSelected('administrator', 2);

    const sales = await panel.groups('sales');
    await sales.available.filter.fill('sao');
    await sales.available.option('Sales São Paulo').dblclick();
    await sales.selected.expectOptions('Sales São Paulo');
    await panel.expectSelected('sales', 1);

    await panel.create.click();
    await expect(panel.dialog).toBeHidden();
    await heard(new RegExp(`${clientId} was created`));
    await expect(users.rows.first().getByRole('link')).toHaveText(clientId);
    await users.expectStatus(clientId, 'Active');
    await expect(users.row(clientId)).toContainText('Document Designers');
    await expect(users.row(clientId)).toContainText('Sales São Paulo');
  });

  test('3. edit the client id and the groups', async ({ page, stock }) => {
    const { clientId, name } = stock.user();
    const changed = stock.word('guide-changed-');
    const users = await openUsers(page, `q=${clientId}`);
    await users.link(clientId).click();
    const panel = users.editPanel;
    await expect(panel.clientId).toHaveValue(clientId);
    await expect(panel.save).toBeDisabled();

    await panel.clientId.fill(changed);
    const administrator = await panel.groups('administrator');
    await administrator.available.filter.fill('ubersetzer');
    await administrator.available.option('Übersetzer').click();
    await administrator.addSelected.click();
    const sales = await panel.groups('sales');
    await sales.selected.option('Region 02').click();
    await sales.removeSelected.click();
    await sales.available.filter.fill('region 0');
    await sales.available.option('Region 03').click();
    await sales.available.option('Region 05').click({ modifiers: ['Shift'] });
    await sales.addSelected.click();
    await expect(panel.dialog.getByText('4 groups added, 1 removed, client id changed')).toBeVisible();
    await panel.save.click();
    await expect(panel.dialog).toBeHidden();

    await users.search.fill(name);
    await users.expectCount(1);
    await users.link(changed).click();
    await expect(panel.clientId).toHaveValue(changed);
    const kept = await panel.groups('sales');
    await kept.selected.expectOptions('Region 01', 'Region 03', 'Region 04', 'Region 05');
  });

  test('4. inactivate an integration user', async ({ page, stock }) => {
    const { clientId } = stock.user();
    const users = await openUsers(page, `q=${clientId}`);
    await users.choose(clientId, 'Inactivate');
    const question = users.inactivateDialog(clientId);
    await expect(question).toContainText('refused at once');
    await expect(question).toContainText('never called');
    await question.getByRole('button', { name: 'Inactivate' }).click();
    await expect(question).toBeHidden();
    await users.expectStatus(clientId, 'Inactive');
    await expect(users.toast(`${clientId} is inactive`)).toBeVisible();
  });

  test('5. activate an integration user', async ({ page, stock }) => {
    const { clientId } = stock.user();
    const users = await openUsers(page, `q=${clientId}`);
    await users.choose(clientId, 'Inactivate');
    await users.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).click();
    await users.expectStatus(clientId, 'Inactive');
    const menu = await users.menu(clientId);
    await expect(menu.getByRole('menuitem')).toHaveText(['Edit', 'Activate', 'Copy client id', 'View activity']);
    await menu.getByRole('menuitem', { name: 'Activate' }).click();
    await users.expectStatus(clientId, 'Active');
    await expect(users.toast(`${clientId} is active`)).toBeVisible();
  });
});

test('a shell is on every page of the guide', async ({ page }) => {
  const shell = new Shell(page);
  await shell.goto('/admin/users/integration-users');
  await expect(shell.breadcrumb.getByRole('listitem')).toHaveText(['Admin Home', 'Users', 'Integration Users']);
  for (const link of ['Integration Users', 'Groups', 'Activity']) {
    await expect(shell.navigation.getByRole('link', { name: link, exact: true })).toBeVisible();
  }
});
