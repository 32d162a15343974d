import type { Page } from '@playwright/test';
import { atlas } from '../fixtures/data.ts';
import { expect, test as base } from '../fixtures/test.ts';
import { Groups } from '../pages/groups.ts';
import { Shell } from '../pages/shell.ts';
import { Users } from '../pages/users.ts';

/** A page that runs no script. */
const test = base.extend<{ page: Page; users: Users }>({
  page: async ({ another, guard }, use) => {
    // The browser tells of the program that it was told not to run.
    guard.expect(/integration-users\S*\.js csp$/, /preloaded using link preload/);
    await use(await (await another({ javaScriptEnabled: false })).newPage());
  },
  users: async ({ page }, use) => use(new Users(page)),
});

test.describe('without script', () => {
  test('one gets from home to the list, searches it and filters it', async ({ page, users }) => {
    await page.goto('/admin');
    await users.main.getByRole('link', { name: 'Integration Users' }).click();
    await expect(users.heading('Integration Users')).toBeVisible();
    await users.search.fill('atlas');
    await users.search.press('Enter');
    await users.expectCount(atlas.all);
    await expect(page).toHaveURL(/[?&]q=atlas/);

    const popup = await users.openChip('Status');
    await popup.getByLabel('Inactive', { exact: true }).check();
    await popup.getByRole('button', { name: 'Apply' }).click();
    await users.expectCount(atlas.inactive);
    await expect(users.search).toHaveValue('atlas');
    await users.removeFilter('Status').click();
    await users.expectCount(atlas.all);
  });

  test('one filters by groups and by dates', async ({ page, users }) => {
    await page.goto('/admin/users/integration-users?q=atlas');
    await (await users.openChip('Administrator group')).getByRole('link', { name: 'Show all groups' }).click();
    const groups = await users.openChip('Administrator group');
    await groups.getByLabel('Atlas Auditors', { exact: true }).check();
    await groups.getByRole('button', { name: 'Apply' }).click();
    await users.expectCount(atlas.auditors);
    const added = await users.openChip('Date added');
    await added.getByLabel('Last 30 days', { exact: true }).check();
    await added.getByRole('button', { name: 'Apply' }).click();
    await users.expectCount(5);
    await users.clearAll.click();
    await expect(page).not.toHaveURL(/administrator-group|added/);
  });

  test('one sorts and goes on to the next rows', async ({ page, users }) => {
    await page.goto('/admin/users/integration-users?q=atlas');
    await users.sort('Name').click();
    await expect(users.header('Name')).toHaveAttribute('aria-sort', 'ascending');
    await expect(users.rows.first()).toContainText('atlas-001');
    await users.loadMore.click();
    await expect(users.rows.getByRole('link', { name: 'atlas-100' })).toBeVisible();
    await users.loadMore.click();
    await expect(users.rows.getByRole('link', { name: 'atlas-120' })).toBeVisible();
    await expect(users.loadMore).toBeHidden();
  });

  test('a panel can be read and left', async ({ page, users }) => {
    await page.goto('/admin/users/integration-users?q=atlas-010');
    await users.link('atlas-010').click();
    await expect(users.editPanel.dialog).toBeVisible();
    await expect(users.editPanel.clientId).toHaveValue('atlas-010');
    await users.editPanel.dialog.getByRole('link', { name: 'Close' }).click();
    await expect(users.editPanel.dialog).toBeHidden();
    await users.expectCount(1);
    await page.goto('/admin/users/integration-users/new');
    await expect(users.createPanel.clientId).toBeVisible();
  });

  test('panels say what they cannot do, send nothing, and Cancel leads to the list', async ({ page, users }) => {
    const needed = 'Creating and changing needs JavaScript';
    await page.goto('/admin/users/integration-users/new?q=atlas-010');
    const panel = users.createPanel;
    await expect(panel.dialog.locator('noscript p')).toContainText(needed);
    await panel.clientId.fill('goes-nowhere');
    await panel.clientId.press('Enter');
    await expect(panel.create).toBeDisabled();
    await panel.create.click({ force: true });
    await expect(panel.clientId).toHaveValue('goes-nowhere');
    await expect(page).toHaveURL(/\/new\?q=atlas-010$/);
    await panel.cancel.click();
    await expect(panel.dialog).toBeHidden();
    await users.expectCount(1);

    await page.goto('/admin/users/integration-users/ATLAS_010');
    await expect(users.editPanel.dialog.locator('noscript p')).toContainText(needed);
    await expect(users.editPanel.save).toBeDisabled();
    await page.goto('/admin/users/groups/new');
    const group = new Groups(page).createPanel;
    await expect(group.dialog.locator('noscript p')).toContainText(needed);
    await expect(group.create).toBeDisabled();
  });

  test('Groups and Activity can be read, searched and filtered', async ({ page }) => {
    const shell = new Shell(page);
    await page.goto('/admin/users/groups');
    await page.getByRole('searchbox', { name: 'Search groups' }).fill('zurich');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('link', { name: 'Sales Zürich' })).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: '1 group' })).toBeVisible();
    await shell.navigation.getByRole('link', { name: 'Activity' }).click();
    await expect(shell.heading('Activity')).toBeVisible();
    await page.getByLabel('Action', { exact: true }).selectOption('Signed in');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(shell.main.getByText(/signed in/).first()).toBeVisible();
    await expect(page).toHaveURL(/action=signed-in/);
  });

  test('Inbound Calls and Identity Provider can be read, and the period be chosen', async ({ page }) => {
    const shell = new Shell(page);
    await page.goto('/admin/monitoring/inbound-calls');
    await page.getByRole('group', { name: 'Period' }).getByRole('link', { name: '7 days' }).click();
    await expect(page).toHaveURL(/days=7/);
    await expect(page.getByRole('status').filter({ hasText: '0 calls in 7 days' })).toBeVisible();
    await shell.navigation.getByRole('link', { name: 'Identity Provider' }).click();
    await expect(shell.main.getByText('No identity provider is configured')).toBeVisible();
    await shell.main.getByRole('heading', { name: 'OCI IAM' }).click();
    await expect(shell.main.getByText('IU_IDP_PROFILE=oci')).toBeVisible();
    await expect(shell.main.getByText('Checking a token needs JavaScript')).toBeVisible();
  });
});
