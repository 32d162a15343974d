import { expect, test } from '../fixtures/test.ts';
import { openGroups, Groups } from '../pages/groups.ts';
import { Users } from '../pages/users.ts';

test.describe('the Groups page', () => {
  test('lists groups of both kinds with their members, and searches them', async ({ page }) => {
    const groups = await openGroups(page);
    await expect(groups.heading('Groups')).toBeVisible();
    for (const column of ['Label', 'Variable name', 'Type', 'Members']) {
      await expect(groups.table.getByRole('columnheader', { name: column })).toBeVisible();
    }
    await groups.search.fill('atlas');
    await groups.expectCount(4);
    await expect(groups.row('Atlas EMEA')).toContainText('atlasEmea');
    await expect(groups.row('Atlas EMEA')).toContainText('Sales');
    await expect(groups.row('Atlas EMEA')).toContainText('30');
    await groups.search.fill('SAO PAULO');
    await groups.expectCount(1);
    await groups.search.fill('salesTokyo');
    await expect(groups.link('Sales 東京')).toBeVisible();
    await expect(page).toHaveURL(/q=salesTokyo/i);
    await groups.search.fill('nothing like it');
    await expect(groups.main.getByText('No groups match')).toBeVisible();
    await groups.expectCount(0);
  });

  test('has each choice of a type as a step, which Back undoes', async ({ page }) => {
    const groups = await openGroups(page, 'q=atlas');
    await groups.expectCount(4);
    await groups.type.selectOption('Sales');
    await groups.expectCount(2);
    await expect(page).toHaveURL(/\/groups\?q=atlas&type=sales$/);
    await page.goBack();
    await groups.expectCount(4);
    await expect(groups.heading('Groups')).toBeVisible();
    await expect(groups.type).toHaveValue('');
  });

  test('has links that are high enough to be pressed', async ({ page }) => {
    const groups = await openGroups(page, 'q=atlas');
    for (const link of [groups.link('Atlas EMEA'), groups.link('Show 30 members')]) {
      const { width, height } = (await link.boundingBox())!;
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
    }
  });

  test('creates a group that can be given at once', async ({ page, stock }) => {
    const groups = await openGroups(page);
    const variableName = stock.word('made');
    const label = `Made ${variableName}`;
    await groups.create.click();
    const panel = groups.createPanel;
    await expect(panel.label.or(panel.variableName).and(page.locator(':focus'))).toBeVisible();
    await panel.label.fill(label);
    await panel.variableName.fill(variableName);
    await panel.type('Administrator').check();
    await panel.description.fill('Made by a test');
    await panel.create.click();
    await expect(panel.dialog).toBeHidden();
    await expect(groups.toast(`${label} was created`)).toBeVisible();
    await page.goBack();
    await expect(groups.heading('Groups')).toBeVisible();
    await expect(panel.dialog).toBeHidden();
    await groups.search.fill(variableName);
    await expect(groups.row(label)).toContainText('Administrator');

    const users = new Users(page);
    await users.openCreate();
    const lists = await users.createPanel.groups('administrator');
    await expect(lists.available.option(label)).toBeAttached();
  });

  test('refuses what is no variable name and says why', async ({ page }) => {
    const groups = new Groups(page);
    await groups.goto('/admin/users/groups/new');
    const panel = groups.createPanel;
    await panel.label.fill('A label');
    for (const [text, fault] of [
      ['', /Enter a variable name/],
      ['1st', /begins with a letter or an underscore, not with “1”/],
      ['emea-sales', /“-” is not allowed/],
      ['x'.repeat(101), /at most 100 characters/],
    ] as const) {
      await panel.variableName.fill(text);
      await panel.create.click();
      await expect(panel.variableName).toHaveAccessibleDescription(fault);
    }
    await expect(panel.label).toHaveValue('A label');
  });

  test('refuses a variable name that is taken, and a label that is empty', async ({ page, guard }) => {
    guard.expect(/409|412/);
    const groups = new Groups(page);
    await groups.goto('/admin/users/groups/new');
    const panel = groups.createPanel;
    await panel.variableName.fill('atlasEmea');
    await panel.create.click();
    await expect(panel.label).toHaveAccessibleDescription(/Enter a label/);
    await panel.label.fill('Another');
    await panel.create.click();
    await expect(panel.variableName).toHaveAccessibleDescription(/already has this variable name/);
  });

  test('edits label and description; type and variable name are fixed', async ({ page, stock }) => {
    const { variableName, label } = stock.group();
    const changed = `${label} Changed`;
    const groups = await openGroups(page, `q=${variableName}`);
    await groups.link(label).click();
    const panel = groups.editPanel;
    await expect(panel.label).toHaveValue(label);
    await expect(panel.variableName).not.toBeEditable();
    await expect(panel.variableName).toHaveValue(variableName);
    await panel.label.fill(changed);
    await panel.description.fill('Changed by a test');
    await panel.save.click();
    await expect(panel.dialog).toBeHidden();
    await expect(groups.toast(`${changed} was saved`)).toBeVisible();
    await expect(groups.link(changed)).toBeVisible();
    await page.reload();
    await expect(groups.link(changed)).toBeVisible();
  });

  test('shows the built-in group and lets nobody change it', async ({ page }) => {
    const groups = await openGroups(page, 'q=userAdministrators');
    await expect(groups.rows).toHaveCount(1);
    await expect(groups.rows).toContainText('Built in');
    await groups.rows.getByRole('link').first().click();
    const panel = groups.editPanel;
    await expect(panel.dialog).toContainText('built in and cannot be changed');
    await expect(panel.label).not.toBeEditable();
    await expect(panel.save).toBeHidden();
    // Nothing can be typed, so nothing is counted, and there is nothing to cancel.
    await expect(panel.dialog).not.toContainText('characters');
    await expect(panel.cancel).toBeHidden();
    await panel.dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(panel.dialog).toBeHidden();
  });

  test('has nothing to press but Close where there is no such group', async ({ page, guard }) => {
    guard.expect(/404/);
    const groups = new Groups(page);
    await groups.goto('/admin/users/groups/noSuchGroup');
    const { dialog, save, cancel } = groups.editPanel;
    await expect(dialog).toContainText('There is no such group');
    await expect(save).toBeHidden();
    await expect(cancel).toBeHidden();
    await expect(dialog.getByRole('button', { name: 'Close', exact: true })).toBeVisible();
  });

  test('leads from a group to its members', async ({ page }) => {
    const groups = new Groups(page);
    await groups.goto('/admin/users/groups/atlasAuditors');
    await groups.editPanel.dialog.getByRole('link', { name: 'Show 24 members' }).click();
    const users = new Users(page);
    await users.expectCount(24);
    await expect(users.chip('Administrator group')).toHaveAccessibleName('Administrator group: Atlas Auditors');
  });

  test('tells when somebody else saved the group meanwhile', async ({ page, another, stock, guard }) => {
    guard.expect(/409|412/);
    const { variableName, label } = stock.group();
    const mine = new Groups(page);
    const theirs = new Groups(await (await another()).newPage());
    await Promise.all([mine.goto(`/admin/users/groups/${variableName}`), theirs.goto(`/admin/users/groups/${variableName}`)]);
    await theirs.editPanel.label.fill(`${label} Theirs`);
    await theirs.editPanel.save.click();
    await expect(theirs.editPanel.dialog).toBeHidden();
    await mine.editPanel.label.fill(`${label} Mine`);
    await mine.editPanel.save.click();
    const alert = mine.editPanel.dialog.getByRole('alert');
    await expect(alert).toContainText(`Someone else changed this group meanwhile. It is called “${label} Theirs” now`);
    await expect(mine.editPanel.label).toHaveValue(`${label} Mine`);
    // Whoever has read that may put theirs in its place.
    await mine.editPanel.save.click();
    await expect(mine.editPanel.dialog).toBeHidden();
    await theirs.goto(`/admin/users/groups/${variableName}`);
    await expect(theirs.editPanel.label).toHaveValue(`${label} Mine`);
  });

  test('closes with Escape and gives the focus back', async ({ page }) => {
    const groups = await openGroups(page, 'q=atlas');
    await groups.link('Atlas EMEA').press('Enter');
    await expect(groups.editPanel.dialog).toBeVisible();
    await expect(groups.editPanel.label).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(groups.editPanel.dialog).toBeHidden();
    await expect(groups.link('Atlas EMEA')).toBeFocused();
  });
});
