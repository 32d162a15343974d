import type { Locator, Page } from '@playwright/test';
import { spare } from '../fixtures/data.ts';
import { expectAccessible, expectAccessibleInBothThemes, ON_TOP } from '../fixtures/axe.ts';
import { api, breakDown, gate } from '../fixtures/network.ts';
import { expect, test } from '../fixtures/test.ts';
import { Groups } from '../pages/groups.ts';
import { Shell } from '../pages/shell.ts';
import { openUsers, Users } from '../pages/users.ts';

/** What can be open over the list, how it is opened, and that it is. */
const OVER_THE_LIST: Record<string, (users: Users) => Promise<Locator>> = {
  'the popup of Status': (users) => users.openChip('Status'),
  'the popup of Administrator group': async (users) =>
    (await users.openChip('Administrator group')).getByRole('checkbox').first(),
  'the popup of Date added': (users) => users.openChip('Date added'),
  'a menu': async (users) => (await users.menu('atlas-001')).getByRole('menuitem').first(),
  'the question before an inactivation': async (users) => {
    await users.choose('atlas-001', 'Inactivate');
    return users.inactivateDialog('atlas-001');
  },
};

/** Every state of the panels. */
const PANEL_STATES: Record<string, (users: Users, page: Page) => Promise<void>> = {
  'Create, with all sections open': async (users) => {
    await users.openCreate();
    await users.createPanel.groups('administrator');
    const sales = await users.createPanel.groups('sales');
    await sales.available.filter.fill('region');
    await sales.available.option('Region 01').click();
  },
  'Create, with faults': async (users) => {
    await users.openCreate();
    await users.createPanel.email.fill('none');
    await users.createPanel.create.click();
    await expect(users.createPanel.email).toHaveAttribute('aria-invalid', 'true');
  },
  'Create, with the question about changes': async (users, page) => {
    await users.openCreate();
    await users.createPanel.name.fill('x');
    await page.keyboard.press('Escape');
    await expect(users.createPanel.discardQuestion).toBeVisible();
  },
  'Create, when it did not work': async (users, page) => {
    await users.openCreate();
    await breakDown(page, api.create, 'unreachable');
    await users.createPanel.clientId.fill('never-made');
    await users.createPanel.create.click();
    await expect(users.createPanel.alert).toBeVisible();
  },
  'Edit, with changes': async (users) => {
    await users.openEdit('ATLAS_020');
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
    '/admin/users/integration-users?q=atlas-00',
    '/admin/users/groups',
    '/admin/monitoring/activity',
    '/admin/monitoring/inbound-calls',
    '/admin/setup/identity-provider',
    '/admin/account/sessions',
  ]) {
    test(`on ${address}`, async ({ page }) => {
      await new Shell(page).goto(address);
      await expectAccessibleInBothThemes(page);
    });
  }

  test('in the list with something open over it', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas-00');
    for (const [what, open] of Object.entries(OVER_THE_LIST)) {
      await test.step(what, async () => {
        await expect(await open(users)).toBeVisible();
        await expectAccessibleInBothThemes(page, ON_TOP);
        await page.keyboard.press('Escape');
      });
    }
  });

  test('in the list with filters, a message, nothing that matches, while it loads, and when it could not be loaded', async ({
    page,
    stock,
  }) => {
    const users = await openUsers(page, 'q=atlas&status=inactive&administrator-group=atlasAuditors&added=90&sort=name');
    await expect(users.removeFilter('Status')).toBeVisible();
    await expectAccessibleInBothThemes(page);

    const { clientId } = stock.user();
    await users.clearAll.click();
    await users.search.fill(clientId);
    await users.choose(clientId, 'Inactivate');
    await users.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).click();
    await expect(users.undo).toBeVisible();
    await expectAccessibleInBothThemes(page);

    await users.search.fill('nothing-like-it');
    await expect(users.main.getByText('Nothing matches')).toBeVisible();
    await expectAccessibleInBothThemes(page);

    const slow = await gate(page, api.list);
    await users.search.fill('atlas-01');
    await slow.reached;
    await expectAccessibleInBothThemes(page);
    slow.open();
    await users.expectCount(10);

    await breakDown(page, api.list, 'unreachable');
    await users.search.fill('atlas-02');
    await expect(page.getByRole('button', { name: 'Try again' }).first()).toBeVisible();
    await expectAccessibleInBothThemes(page);
  });

  for (const [state, reach] of Object.entries(PANEL_STATES)) {
    test(`in the panel ${state}`, async ({ page }) => {
      await reach(new Users(page), page);
      await expectAccessibleInBothThemes(page, ON_TOP);
    });
  }

  test('in the dialog Changed by someone else', async ({ page, another, guard }) => {
    guard.expect(/409|412/);
    const { partyNumber } = spare(398);
    const [mine, theirs] = [new Users(page), new Users(await (await another()).newPage())];
    await Promise.all([mine.openEdit(partyNumber), theirs.openEdit(partyNumber)]);
    const stamp = Date.now();
    await theirs.editPanel.name.fill(`Theirs ${stamp}`);
    await theirs.editPanel.save.click();
    await expect(theirs.editPanel.dialog).toBeHidden();
    await mine.editPanel.name.fill(`Mine ${stamp}`);
    await mine.editPanel.save.click();
    await expect(mine.editPanel.conflict).toBeVisible();
    await expectAccessibleInBothThemes(page, ON_TOP);
  });

  test('in the panels of groups', async ({ page }) => {
    const groups = new Groups(page);
    await groups.goto('/admin/users/groups/new');
    await groups.createPanel.create.click();
    await expect(groups.createPanel.label).toHaveAttribute('aria-invalid', 'true');
    await expectAccessibleInBothThemes(page, ON_TOP);
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

  test('on every page', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    for (const address of [
      '/admin',
      '/admin/users/integration-users?q=atlas&status=active&administrator-group=atlasAdministrators',
      '/admin/users/groups',
      '/admin/monitoring/activity',
      '/admin/monitoring/inbound-calls?days=7&user=ATLAS_020',
      '/admin/setup/identity-provider',
      '/admin/account/sessions',
    ]) {
      await new Shell(page).goto(address);
      expect(await fits(page), address).toBe(true);
    }
  });

  test('in the panel, which fills the screen', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    const users = new Users(page);
    await users.openEdit('ATLAS_020');
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
    const border = await users.popup('Status').evaluate((popup) => getComputedStyle(popup).borderTopStyle);
    expect(border).toBe('solid');
  });

  test('motion: the panel slides where it may, and works either way', async ({ another }) => {
    const page = await (await another({ reducedMotion: 'no-preference' })).newPage();
    const users = await openUsers(page, 'q=atlas-00');
    /** How many things take longer than a frame to move. */
    const moving = () =>
      page.evaluate(() => document.getAnimations().filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 16).length);
    await users.link('atlas-001').click();
    await expect(users.editPanel.clientId).toHaveValue('atlas-001');
    await page.keyboard.press('Escape');
    await expect(users.editPanel.dialog).toBeHidden();
    await expect.poll(moving).toBe(0);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await users.link('atlas-001').click();
    await expect(users.editPanel.clientId).toHaveValue('atlas-001');
    expect(await moving()).toBe(0);
  });

  test('right to left: all is mirrored and nothing sticks out', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas-00');
    await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
    // What is cut off is the end of a text, whichever way the page runs.
    const name = users.row('atlas-001').getByText('Atlas Connector 001');
    for (const text of [name, users.link('atlas-001')]) {
      await expect(text).toHaveCSS('direction', 'ltr');
      await expect(text).toHaveCSS('overflow', 'hidden');
    }
    await expect(name).toHaveAttribute('title', 'Atlas Connector 001');
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
