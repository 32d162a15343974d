import type { Page } from '@playwright/test';
import { spare } from '../fixtures/data.ts';
import { expectAccessible, expectAccessibleInBothThemes } from '../fixtures/axe.ts';
import { api, breakDown, gate } from '../fixtures/network.ts';
import { expect, test } from '../fixtures/test.ts';
import { Groups } from '../pages/groups.ts';
import { Shell } from '../pages/shell.ts';
import { openUsers, Users } from '../pages/users.ts';

/** Every state that the list can be in, beside the plain one, and how one gets there. */
const LIST_STATES: Record<string, (users: Users, page: Page) => Promise<void>> = {
  'with filters and an order': async (users) => {
    await users.goto('/admin/users/integration-users?q=atlas&status=inactive&administrator-group=atlasAuditors&added=90&sort=name');
    await expect(users.removeFilter('Status')).toBeVisible();
  },
  'with nothing that matches': async (users) => {
    await users.goto('/admin/users/integration-users?q=nothing-like-it');
    await expect(users.main.getByText('Nothing matches')).toBeVisible();
  },
  'with the popup of Status open': async (users) => {
    await users.goto('/admin/users/integration-users?q=atlas-00');
    await users.openChip('Status');
  },
  'with the popup of Administrator group open': async (users) => {
    await users.goto('/admin/users/integration-users?q=atlas-00');
    await expect((await users.openChip('Administrator group')).getByRole('checkbox').first()).toBeVisible();
  },
  'with the popup of Date added open': async (users) => {
    await users.goto('/admin/users/integration-users?q=atlas-00');
    await users.openChip('Date added');
  },
  'with a menu open': async (users) => {
    await users.goto('/admin/users/integration-users?q=atlas-00');
    await expect((await users.menu('atlas-001')).getByRole('menuitem').first()).toBeVisible();
  },
  'with the question before an inactivation': async (users) => {
    await users.goto('/admin/users/integration-users?q=atlas-00');
    await users.choose('atlas-001', 'Inactivate');
    await expect(users.inactivateDialog('atlas-001')).toBeVisible();
  },
  'with a message and its Undo': async (users) => {
    const { clientId } = spare(399);
    await users.goto(`/admin/users/integration-users?q=${clientId}`);
    await users.choose(clientId, 'Inactivate');
    await users.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).click();
    await expect(users.undo).toBeVisible();
    await users.undo.click();
    await expect(users.toast(`${clientId} is active`)).toBeVisible();
  },
  'while it loads': async (users, page) => {
    await users.goto('/admin/users/integration-users?q=atlas-00');
    const slow = await gate(page, api.list);
    await users.search.fill('atlas-01');
    await slow.reached;
  },
  'when it could not be loaded': async (users, page) => {
    await users.goto('/admin/users/integration-users?q=atlas-00');
    await breakDown(page, api.list, 'unreachable');
    await users.search.fill('atlas-01');
    await expect(page.getByRole('button', { name: 'Try again' }).first()).toBeVisible();
  },
};

/** Every state of the panels. */
const PANEL_STATES: Record<string, (users: Users, page: Page) => Promise<void>> = {
  'Create, with all sections open': async (users) => {
    await users.goto('/admin/users/integration-users/new');
    await users.createPanel.groups('administrator');
    const sales = await users.createPanel.groups('sales');
    await sales.available.filter.fill('region');
    await sales.available.option('Region 01').click();
  },
  'Create, with faults': async (users) => {
    await users.goto('/admin/users/integration-users/new');
    await users.createPanel.email.fill('none');
    await users.createPanel.create.click();
    await expect(users.createPanel.email).toHaveAttribute('aria-invalid', 'true');
  },
  'Create, with the question about changes': async (users, page) => {
    await users.goto('/admin/users/integration-users/new');
    await users.createPanel.name.fill('x');
    await page.keyboard.press('Escape');
    await expect(users.createPanel.discardQuestion).toBeVisible();
  },
  'Create, when it did not work': async (users, page) => {
    await users.goto('/admin/users/integration-users/new');
    await breakDown(page, api.create, 'unreachable');
    await users.createPanel.clientId.fill('never-made');
    await users.createPanel.create.click();
    await expect(users.createPanel.alert).toBeVisible();
  },
  'Edit, with changes': async (users) => {
    await users.goto('/admin/users/integration-users/ATLAS_020');
    await users.editPanel.name.fill('Changed');
    const lists = await users.editPanel.groups('administrator');
    await lists.available.move('Document Designers');
    await expect(users.editPanel.save).toBeEnabled();
  },
};

test.describe('axe finds nothing', () => {
  test.beforeEach(({ guard }) => guard.expect(/api\/users/, /ERR_CONNECTION_REFUSED/));

  for (const address of [
    '/admin',
    '/admin/users/integration-users?q=atlas',
    '/admin/users/groups',
    '/admin/monitoring/activity',
    '/admin/account/sessions',
  ]) {
    test(`on ${address}`, async ({ page }) => {
      await new Shell(page).goto(address);
      await expectAccessibleInBothThemes(page);
    });
  }

  for (const [state, reach] of Object.entries(LIST_STATES)) {
    test(`in the list ${state}`, async ({ page }) => {
      await reach(new Users(page), page);
      await expectAccessibleInBothThemes(page);
    });
  }

  for (const [state, reach] of Object.entries(PANEL_STATES)) {
    test(`in the panel ${state}`, async ({ page }) => {
      await reach(new Users(page), page);
      await expectAccessibleInBothThemes(page);
    });
  }

  test('in the dialog Changed by someone else', async ({ page, another, guard }) => {
    guard.expect(/409|412/);
    const { partyNumber } = spare(398);
    const [mine, theirs] = [new Users(page), new Users(await (await another()).newPage())];
    const address = `/admin/users/integration-users/${partyNumber}`;
    await Promise.all([mine.goto(address), theirs.goto(address)]);
    const stamp = Date.now();
    await theirs.editPanel.name.fill(`Theirs ${stamp}`);
    await theirs.editPanel.save.click();
    await expect(theirs.editPanel.dialog).toBeHidden();
    await mine.editPanel.name.fill(`Mine ${stamp}`);
    await mine.editPanel.save.click();
    await expect(mine.editPanel.conflict).toBeVisible();
    await expectAccessibleInBothThemes(page);
  });

  test('in the panels of groups', async ({ page }) => {
    const groups = new Groups(page);
    await groups.goto('/admin/users/groups/new');
    await groups.createPanel.create.click();
    await expect(groups.createPanel.label).toHaveAttribute('aria-invalid', 'true');
    await expectAccessibleInBothThemes(page);
    await groups.goto('/admin/users/groups/userAdministrators');
    await expect(groups.editPanel.dialog).toBeVisible();
    await expectAccessible(page);
  });

  test('where there is nothing yet', async ({ emptyPage: page }) => {
    const users = new Users(page);
    await users.goto('/admin/users/integration-users');
    await expect(users.main.getByText('No integration users yet')).toBeVisible();
    await users.expectCount(0);
    await expectAccessibleInBothThemes(page);
  });

  test('before one has signed in', async ({ another, server, guard }) => {
    guard.expect(/401/);
    const page = await (await another({ storageState: { cookies: [], origins: [] } })).newPage();
    await page.goto('/sign-in?problem=expired');
    await expectAccessibleInBothThemes(page);
    await page.goto(await server.newLink());
    await expectAccessibleInBothThemes(page);
  });

  test('where there is no such page', async ({ page, guard }) => {
    guard.expect(/404/);
    await page.goto('/admin/nothing');
    await expectAccessibleInBothThemes(page);
  });

  test('on a narrow screen', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await openUsers(page, 'q=atlas-00');
    await expectAccessible(page);
  });
});

test.describe('at a width of 320 pixels (1280 at 400 %) nothing is lost', () => {
  const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

  for (const address of [
    '/admin',
    '/admin/users/integration-users?q=atlas&status=active&administrator-group=atlasAdministrators',
    '/admin/users/groups',
    '/admin/monitoring/activity',
    '/admin/account/sessions',
  ]) {
    test(`on ${address}`, async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      await new Shell(page).goto(address);
      expect(await fits(page)).toBe(true);
    });
  }

  test('in the panel, which fills the screen', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    const users = new Users(page);
    await users.goto('/admin/users/integration-users/ATLAS_020');
    await users.editPanel.groups('administrator');
    const box = await users.editPanel.dialog.boundingBox();
    expect(box!.width).toBeCloseTo(320, 0);
    expect(await users.editPanel.dialog.evaluate((dialog) => dialog.scrollWidth <= dialog.clientWidth)).toBe(true);
    await users.editPanel.cancel.scrollIntoViewIfNeeded();
    await users.editPanel.cancel.click();
    await expect(users.editPanel.dialog).toBeHidden();
  });
});

test.describe('settings of the system', () => {
  test('forced colours: borders and focus stay to be seen', async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active' });
    const users = await openUsers(page, 'q=atlas-00');
    await users.search.focus();
    const outline = await users.search.evaluate((field) => {
      const own = getComputedStyle(field);
      const around = getComputedStyle(field.parentElement!);
      return [own.outlineStyle, around.outlineStyle].some((style) => style !== 'none') ? 'seen' : 'not seen';
    });
    expect(outline).toBe('seen');
    await users.openChip('Status');
    await expectAccessible(page);
    await page.emulateMedia({ forcedColors: 'none' });
  });

  test('motion: the panel slides where it may, and works either way', async ({ another }) => {
    const page = await (await another({ reducedMotion: 'no-preference' })).newPage();
    const users = await openUsers(page, 'q=atlas-00');
    const moving = () => page.evaluate(() => document.getAnimations().length);
    await users.link('atlas-001').click();
    await expect(users.editPanel.clientId).toHaveValue('atlas-001');
    await page.keyboard.press('Escape');
    await expect(users.editPanel.dialog).toBeHidden();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await users.link('atlas-001').click();
    await expect(users.editPanel.clientId).toHaveValue('atlas-001');
    expect(await moving()).toBe(0);
  });

  test('right to left: all is mirrored and nothing sticks out', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas-00');
    await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
    const navigation = (await users.navigation.boundingBox())!;
    const main = (await users.main.boundingBox())!;
    expect(navigation.x).toBeGreaterThan(main.x);
    await users.link('atlas-001').click();
    await expect(users.editPanel.clientId).toHaveValue('atlas-001');
    expect((await users.editPanel.dialog.boundingBox())!.x).toBe(0);
    const lists = await users.editPanel.groups('administrator');
    const [available, selected] = [await lists.available.list.boundingBox(), await lists.selected.list.boundingBox()];
    expect(available!.x).toBeGreaterThan(selected!.x);
    await lists.available.option('Document Designers').click();
    await lists.addSelected.click();
    await expect(lists.selected.option('Document Designers')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
  });
});
