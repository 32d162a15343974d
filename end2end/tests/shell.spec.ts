import { expect, test } from '../fixtures/test.ts';
import { Shell } from '../pages/shell.ts';

const PAGES = [
  { address: '/admin', title: 'Admin Home', crumbs: ['Admin Home'] },
  { address: '/admin/users/integration-users', title: 'Integration Users', crumbs: ['Admin Home', 'Users', 'Integration Users'] },
  {
    address: '/admin/users/integration-users/import',
    title: 'Import',
    crumbs: ['Admin Home', 'Users', 'Integration Users', 'Import'],
  },
  { address: '/admin/users/groups', title: 'Groups', crumbs: ['Admin Home', 'Users', 'Groups'] },
  { address: '/admin/monitoring/activity', title: 'Activity', crumbs: ['Admin Home', 'Monitoring', 'Activity'] },
  { address: '/admin/monitoring/inbound-calls', title: 'Inbound Calls', crumbs: ['Admin Home', 'Monitoring', 'Inbound Calls'] },
  { address: '/admin/setup/identity-provider', title: 'Identity Provider', crumbs: ['Admin Home', 'Setup', 'Identity Provider'] },
  { address: '/admin/account/sessions', title: 'Your sessions', crumbs: ['Admin Home', 'Account', 'Your sessions'] },
] as const;

test.describe('every page', () => {
  test('has a heading, a breadcrumb, the navigation and a title', async ({ page }) => {
    const shell = new Shell(page);
    const edges = new Set<number>();
    for (const { address, title, crumbs } of PAGES) {
      await shell.goto(address);
      await expect(shell.heading(title)).toBeVisible();
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      await expect(page).toHaveTitle(`${title} · Integration Users`);
      await expect(shell.breadcrumb.getByRole('listitem')).toHaveText([...crumbs]);
      await expect(page.getByRole('banner')).toBeVisible();
      await expect(shell.navigation).toBeVisible();
      await expect(page.locator('html')).toHaveAttribute('lang', 'en');
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      edges.add((await shell.heading(title).boundingBox())!.x);
    }
    // From page to page no heading jumps aside.
    expect(edges.size).toBe(1);
  });

  test('is reached from home and from the navigation without loading anew', async ({ page }) => {
    const shell = new Shell(page);
    await shell.goto('/admin');
    await page.evaluate(() => window.heard?.push('not reloaded'));
    for (const [region, link] of [
      ['Users', 'Integration Users'],
      ['Users', 'Groups'],
      ['Monitoring', 'Activity'],
      ['Monitoring', 'Inbound Calls'],
      ['Setup', 'Identity Provider'],
    ] as const) {
      await shell.main.getByRole('region', { name: region }).getByRole('link', { name: link, exact: true }).click();
      await expect(shell.heading(link)).toBeVisible();
      await expect(shell.navigation.getByRole('link', { name: link, exact: true })).toHaveAttribute('aria-current', 'page');
      await shell.breadcrumb.getByRole('link', { name: 'Admin Home' }).click();
      await expect(shell.heading('Admin Home')).toBeVisible();
    }
    for (const link of ['Groups', 'Activity', 'Inbound Calls', 'Identity Provider', 'Integration Users']) {
      await shell.navigation.getByRole('link', { name: link, exact: true }).click();
      await expect(shell.heading(link)).toBeVisible();
      await expect(page).toHaveTitle(`${link} · Integration Users`);
    }
    expect(await page.evaluate(() => window.heard?.includes('not reloaded'))).toBe(true);
  });

  test('can be entered past the navigation', async ({ page }) => {
    const shell = new Shell(page);
    await shell.goto('/admin/users/integration-users');
    await page.keyboard.press('Tab');
    await expect(shell.skipLink).toBeFocused();
    await expect(shell.skipLink).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(shell.main).toBeFocused();
  });

  test('on a small screen has the navigation behind a button', async ({ page }) => {
    await page.setViewportSize({ width: 400, height: 800 });
    const shell = new Shell(page);
    await shell.goto('/admin');
    await expect(shell.navigation).toBeHidden();
    await page.getByRole('button', { name: 'Menu' }).click();
    await shell.navigation.getByRole('link', { name: 'Groups' }).click();
    await expect(shell.heading('Groups')).toBeVisible();
    await expect(shell.navigation).toBeHidden();
    // The name in the top bar, which leads there, has no room.
    await expect(page.getByRole('banner').getByRole('link', { name: 'Administrator' })).toBeHidden();
    await page.getByRole('button', { name: 'Menu' }).click();
    await shell.navigation.getByRole('link', { name: 'Your sessions' }).click();
    await expect(shell.heading('Your sessions')).toBeVisible();
  });

  test('has a name in the top bar that can be read at every width', async ({ page }) => {
    const shell = new Shell(page);
    await shell.goto('/admin');
    const name = page.getByRole('banner').getByRole('link', { name: 'Integration Users' });
    for (const width of [320, 360, 420, 480, 640, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const cut = await name.locator('span').last().evaluate((text) => text.scrollWidth > text.clientWidth);
      expect(cut, `at ${width}`).toBe(false);
      await expect(shell.signOut).toBeVisible();
    }
    expect((await page.getByRole('banner').getByRole('link', { name: 'Administrator' }).boundingBox())!.height).toBeGreaterThanOrEqual(24);
  });

  test('says so when there is no such address, with all that stands around a page', async ({ page, guard }) => {
    guard.expect(/404/);
    const shell = new Shell(page);
    const answer = await page.goto('/admin/nothing/here');
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
    await expect(page).toHaveTitle('There is no such page · Integration Users');
    await expect(shell.breadcrumb.getByRole('listitem')).toHaveText(['Admin Home', 'There is no such page']);
    await expect(shell.navigation).toBeVisible();
    await expect(page.getByRole('banner')).toBeVisible();
    await shell.awake();
    await page.keyboard.press('Tab');
    await expect(shell.skipLink).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(shell.main).toBeFocused();
    await page.getByRole('link', { name: 'Go to Admin Home' }).click();
    await expect(page.getByRole('heading', { name: 'Admin Home' })).toBeVisible();
  });
});

test('the theme follows the system, or what one chose, also after a reload and before any script runs', async ({ another }) => {
  const context = await another({ colorScheme: 'light' });
  const page = await context.newPage();
  const shell = new Shell(page);
  const isLight = () =>
    page.evaluate(() => {
      const canvas = document.createElement('canvas').getContext('2d')!;
      for (const element of [document.documentElement, document.body]) {
        canvas.fillStyle = getComputedStyle(element).backgroundColor;
        canvas.fillRect(0, 0, 1, 1);
      }
      return canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((sum, part) => sum + part, 0) / 3 > 128;
    });
  const expectLight = (light: boolean) => expect.poll(isLight, { message: light ? 'light' : 'dark' }).toBe(light);
  await shell.goto('/admin');
  await expectLight(true);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectLight(false);
  await shell.theme('Light').check({ force: true });
  await expectLight(true);
  await page.emulateMedia({ colorScheme: 'light' });
  await shell.theme('Dark').check({ force: true });
  await expectLight(false);
  await page.reload({ waitUntil: 'commit' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await shell.awake();
  await expect(shell.theme('Dark')).toBeChecked();
  await expectLight(false);
  await shell.theme('System').check({ force: true });
  await expectLight(true);
});
