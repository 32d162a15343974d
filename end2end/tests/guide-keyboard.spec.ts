import { atlas } from '../fixtures/data.ts';
import { expect, test } from '../fixtures/test.ts';
import { tabTo } from '../pages/shell.ts';
import { openUsers, Users } from '../pages/users.ts';

/** The five procedures of the guide without ever touching the mouse. */
test.describe('by keyboard alone', () => {
  test('1. view the list, search and filter it', async ({ page }) => {
    const users = new Users(page);
    const { keyboard } = page;
    await users.goto('/admin');
    await tabTo(users.main.getByRole('link', { name: 'Integration Users' }));
    await keyboard.press('Enter');
    await expect(users.heading('Integration Users')).toBeVisible();

    await tabTo(users.search);
    await keyboard.type('atlas');
    await keyboard.press('Enter');
    await users.expectCount(atlas.all);

    await tabTo(users.chip('Status'));
    await keyboard.press('Enter');
    await expect(users.popup('Status')).toBeVisible();
    await expect(users.popup('Status').locator(':focus')).toBeVisible();
    // Any, Active, Inactive.
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await expect(users.popup('Status').getByLabel('Inactive', { exact: true })).toBeChecked();
    await users.expectCount(atlas.inactive);

    await keyboard.press('Escape');
    await expect(users.popup('Status')).toBeHidden();
    await expect(users.chip('Status')).toBeFocused();
    await tabTo(users.removeFilter('Status'));
    await keyboard.press('Enter');
    await users.expectCount(atlas.all);
  });

  test('2. create an integration user with administrator and sales groups', async ({ page, stock, heard }) => {
    const { keyboard } = page;
    const clientId = stock.word('keys-client-');
    const users = await openUsers(page, 'q=atlas-001');
    await tabTo(users.create);
    await keyboard.press('Enter');
    const panel = users.createPanel;
    await expect(panel.clientId).toBeFocused();
    await keyboard.type(clientId);
    await tabTo(panel.name);
    await keyboard.type('Keyboard Connector');

    await tabTo(panel.section('administrator'));
    await keyboard.press('Enter');
    const administrator = await panel.groups('administrator');
    await tabTo(administrator.available.filter);
    await keyboard.type('designers');
    await tabTo(administrator.available.list);
    await keyboard.press('Space');
    await administrator.available.expectHighlighted('Document Designers');
    await tabTo(administrator.addSelected);
    await keyboard.press('Enter');
    await heard(/1 group added/);
    await panel.expectSelected('administrator', 1);

    await tabTo(panel.section('sales'));
    await keyboard.press('Space');
    const sales = await panel.groups('sales');
    await tabTo(sales.available.list);
    await keyboard.type('region 07');
    await sales.available.expectActive('Region 07');
    await keyboard.press('Shift+ArrowDown');
    await keyboard.press('Enter');
    await heard(/2 groups added/);
    await sales.selected.expectOptions('Region 07', 'Region 08');
    await sales.available.expectActive('Region 09');

    await tabTo(panel.create);
    await keyboard.press('Enter');
    await expect(panel.dialog).toBeHidden();
    await heard(new RegExp(`${clientId} was created`));
    await expect(users.rows.first().getByRole('link')).toHaveText(clientId);
    await expect(users.focused).toBeVisible();
  });

  test('3. edit the client id and the groups', async ({ page, stock }) => {
    const { keyboard } = page;
    const { clientId } = stock.user();
    const changed = stock.word('keys-changed-');
    const users = await openUsers(page, `q=${clientId}`);
    await tabTo(users.actions(clientId));
    await keyboard.press('Enter');
    await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeFocused();
    await keyboard.press('Enter');
    const panel = users.editPanel;
    await expect(panel.clientId).toHaveValue(clientId);
    await expect(panel.clientId).toBeFocused();
    await keyboard.press('ControlOrMeta+a');
    await keyboard.type(changed);
    await tabTo(panel.section('sales'));
    await keyboard.press('Enter');
    const sales = await panel.groups('sales');
    await tabTo(sales.selected.list);
    await keyboard.press('ControlOrMeta+a');
    await keyboard.press('Enter');
    await expect(sales.selected.list).toBeFocused();
    await expect(panel.dialog.getByText('2 groups removed, client id changed')).toBeVisible();
    await tabTo(panel.save);
    await keyboard.press('Enter');
    await expect(panel.dialog).toBeHidden();
    await expect(users.focused).toBeVisible();
    await tabTo(users.search, 'Shift+Tab');
    await keyboard.press('ControlOrMeta+a');
    await keyboard.type(changed);
    await expect(users.link(changed)).toBeVisible();
    await users.expectCount(1);
  });

  test('4. and 5. inactivate and activate an integration user', async ({ page, stock }) => {
    const { keyboard } = page;
    const { clientId } = stock.user();
    const users = await openUsers(page, `q=${clientId}`);
    await tabTo(users.actions(clientId));
    await keyboard.press('ArrowDown');
    await keyboard.type('i');
    await expect(page.getByRole('menuitem', { name: 'Inactivate' })).toBeFocused();
    await keyboard.press('Enter');
    const question = users.inactivateDialog(clientId);
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await tabTo(question.getByRole('button', { name: 'Inactivate' }));
    await keyboard.press('Enter');
    await users.expectStatus(clientId, 'Inactive');
    await expect(users.actions(clientId)).toBeFocused();

    await keyboard.press('Enter');
    await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeFocused();
    await keyboard.press('ArrowDown');
    await expect(page.getByRole('menuitem', { name: 'Activate' })).toBeFocused();
    await keyboard.press('Space');
    await users.expectStatus(clientId, 'Active');
    await expect(users.actions(clientId)).toBeFocused();
  });
});
