import type { BrowserContext } from '@playwright/test';
import { gate } from '../fixtures/network.ts';
import { expect, signIn, test } from '../fixtures/test.ts';
import { Server } from '../fixtures/server.ts';
import { Shell } from '../pages/shell.ts';
import { Users } from '../pages/users.ts';

/** Nobody is signed in there. */
const NOBODY = { storageState: { cookies: [], origins: [] } };

const signInHeading = { level: 1, name: 'Sign in' } as const;

test.describe('signing in', () => {
  test('nothing is visible without it, and afterwards one is where one wanted to be', async ({ another, server, guard }) => {
    guard.expect(/401/);
    const page = await (await another(NOBODY)).newPage();
    for (const address of ['/', '/admin', '/admin/users/integration-users/ATLAS_001', '/admin/users/groups', '/admin/monitoring/activity']) {
      await page.goto(address);
      await expect(page.getByRole('heading', signInHeading)).toBeVisible();
      await expect(page).toHaveURL(/\/sign-in(\?|$)/);
      expect(await page.content()).not.toContain('atlas');
    }
    await expect(page.getByText('integration-users sign-in-link')).toBeVisible();
    await signIn(page, await server.newLink());
  });

  test('a link works once', async ({ another, server, guard }) => {
    guard.expect(/4\d\d/);
    const link = await server.newLink();
    const page = await (await another(NOBODY)).newPage();
    // Looking at it (as previews of messengers do) does not use it up.
    await page.goto(link);
    await page.goto(link);
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    await signIn(page, link);

    const late = await (await another(NOBODY)).newPage();
    await late.goto(link);
    await late.getByRole('button', { name: 'Sign in' }).click();
    await expect(late.getByText('This link does not work any more')).toBeVisible();
    await late.goto('/admin');
    await expect(late.getByRole('heading', signInHeading)).toBeVisible();
  });

  test('a link that never was is refused in words', async ({ another, guard }) => {
    guard.expect(/4\d\d/);
    const page = await (await another(NOBODY)).newPage();
    await page.goto('/sign-in/link/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText('This link does not work any more')).toBeVisible();
  });

  test('the page says why the last try did not work', async ({ another }) => {
    const page = await (await another(NOBODY)).newPage();
    for (const [problem, words] of [
      ['expired', 'does not work any more'],
      ['used', 'does not work any more'],
      ['limited', 'Too many attempts'],
      ['ended', 'You are signed out'],
    ] as const) {
      await page.goto(`/sign-in?problem=${problem}`);
      await expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible();
    }
    await page.goto('/sign-in?problem=%3Cscript%3E');
    await expect(page.getByRole('alert').filter({ hasText: /./ })).toHaveCount(0);
  });

  test('signing out ends the session, also for other tabs and for Back', async ({ another, server, guard }) => {
    guard.expect(/401/);
    const context = await another(NOBODY);
    const page = await context.newPage();
    await signIn(page, await server.newLink());
    const tab = await context.newPage();
    const shell = new Shell(tab);
    await shell.goto('/admin/users/integration-users?q=atlas');
    await new Shell(page).signOut.click();
    await expect(page.getByRole('heading', signInHeading)).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('heading', signInHeading)).toBeVisible();
    await tab.reload();
    await expect(tab.getByRole('heading', signInHeading)).toBeVisible();
    expect(await sessionCookies(context)).toEqual([]);
  });
});

test.describe('the session', () => {
  test('lies in a cookie that no script can read', async ({ another, server }) => {
    const context = await another(NOBODY);
    const page = await context.newPage();
    await signIn(page, await server.newLink());
    const cookies = await sessionCookies(context);
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(await page.evaluate(() => document.cookie)).toBe('');
  });

  test('can be ended from another browser', async ({ another, guard }) => {
    guard.expect(/401/);
    // Its own server: on the others there are sessions that must go on.
    const server = await Server.start();
    try {
      const apart = { ...NOBODY, baseURL: server.origin };
      const [mine, theirs] = [await (await another(apart)).newPage(), await (await another(apart)).newPage()];
      await signIn(theirs, server.firstLink);
      await signIn(mine, await server.newLink());
      const shell = new Shell(mine);
      await shell.goto('/admin/account/sessions');
      await expect(shell.heading('Your sessions')).toBeVisible();
      const rows = mine.getByRole('row').filter({ has: mine.getByRole('cell') });
      await expect(rows).toHaveCount(2);
      await expect(rows.filter({ hasText: 'This browser' }).getByRole('button')).toHaveCount(0);
      await mine.getByRole('button', { name: /^End session of/ }).click();
      await expect(rows).toHaveCount(1);
      await expect(shell.toast('The session has ended')).toBeVisible();
      await expect(shell.main).toBeFocused();
      await theirs.goto('/admin');
      await expect(theirs.getByRole('heading', signInHeading)).toBeVisible();
      await mine.reload();
      await expect(shell.heading('Your sessions')).toBeVisible();
      // A page that is still loading must not find the server gone.
      await Promise.all([mine.close(), theirs.close()]);
    } finally {
      await server.stop();
    }
  });
});

test('ending a session takes no focus from the page that one has gone on to', async ({ another }) => {
  // Its own server: on the others there are sessions that must go on.
  const server = await Server.start();
  try {
    const apart = { ...NOBODY, baseURL: server.origin };
    const [mine, theirs] = [await (await another(apart)).newPage(), await (await another(apart)).newPage()];
    await signIn(theirs, server.firstLink);
    await theirs.close();
    await signIn(mine, await server.newLink());
    const users = new Users(mine);
    await users.goto('/admin/account/sessions');
    const slow = await gate(mine, '**/api/account/end-session*');
    await mine.getByRole('button', { name: /^End session of/ }).click();
    await slow.reached;
    await users.navigation.getByRole('link', { name: 'Integration Users', exact: true }).click();
    await expect(users.heading('Integration Users')).toBeVisible();
    await users.search.focus();
    slow.open();
    await expect(users.toast('The session has ended')).toBeVisible();
    await expect(users.search).toBeFocused();
    // A page that is still loading must not find the server gone.
    await mine.close();
  } finally {
    await server.stop();
  }
});

async function sessionCookies(context: BrowserContext): Promise<{ name: string; httpOnly: boolean; sameSite: string; path: string }[]> {
  return (await context.cookies()).filter((cookie) => cookie.name !== 'theme');
}
