import type { BrowserContext, BrowserContextOptions, Page } from '@playwright/test';
import { expectAccessibleInBothThemes } from '../fixtures/axe.ts';
import { streamEnded, streamOpen } from '../fixtures/network.ts';
import { Server } from '../fixtures/server.ts';
import { hide } from '../fixtures/sight.ts';
import { expect, expectHeard, forget, signIn, test } from '../fixtures/test.ts';
import { openActivity } from '../pages/activity.ts';
import { Bulk } from '../pages/bulk.ts';
import { openUsers, USERS, Users } from '../pages/users.ts';

/** Nobody is signed in there. */
const NOBODY: BrowserContextOptions = { storageState: { cookies: [], origins: [] } };

/** What others change is there within a second; machines that do much else get more time. */
const SOON = { timeout: 5_000 };

const line = (user: object): string => `${JSON.stringify({ integrationUser: user })}\n`;

/** Counts how often the page asks for the list because of what it was told. */
function countLooks(page: Page): () => number {
  let looks = 0;
  page.on('request', (request) => (looks += request.url().endsWith('/api/live/users') ? 1 : 0));
  return () => looks;
}

/** A list that is told of changes, and another tab where one has signed out: the list has been told nothing since. */
async function signedOutElsewhere(context: BrowserContext, server: Server, search: string): Promise<{ users: Users; other: Page }> {
  const page = await context.newPage();
  await signIn(page, await server.newLink());
  const open = streamOpen(page, USERS);
  const users = await openUsers(page, `q=${search}`);
  const other = await context.newPage();
  const otherOpen = streamOpen(other, '/admin');
  await other.goto('/admin');
  await Promise.all([open, otherOpen]);
  const ended = streamEnded(page);
  await other.getByRole('button', { name: 'Sign out' }).click();
  await ended;
  return { users, other };
}

/** Makes a user as somebody else does. */
async function create(users: Users, clientId: string, name = ''): Promise<void> {
  await users.openCreate();
  await users.createPanel.clientId.fill(clientId);
  await users.createPanel.name.fill(name);
  await users.createPanel.create.click();
  await expect(users.createPanel.dialog).toBeHidden();
}

test.describe('two administrators', () => {
  test('see each other inactivate: the row, the count, in words, and nobody hears of their own doing', async ({
    page,
    another,
    stock,
  }) => {
    const { clientId } = stock.user();
    const mine = await openUsers(page, `q=${clientId}&status=active`);
    await mine.expectCount(1);
    const theirs = await openUsers(await (await another()).newPage(), `q=${clientId}`);
    await forget(page);
    await theirs.choose(clientId, 'Inactivate');
    await theirs.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).click();
    await expect(mine.row(clientId).getByText('Inactive', { exact: true })).toBeVisible(SOON);
    // It stays where it is, though it is none of the active ones any more.
    await mine.expectCount(0);
    await expectHeard(page, new RegExp(`${clientId} was inactivated by someone else`));
    await expect(mine.toast(clientId)).toHaveCount(0);

    const answered = theirs.page.waitForResponse('**/api/live/users');
    await mine.choose(clientId, 'Activate');
    await theirs.expectStatus(clientId, 'Active');
    await answered;
    await expectHeard(theirs.page, /was activated by someone else/);
    const heard = await theirs.page.evaluate(() => (window.heard ?? []).join('\n'));
    expect(heard).not.toContain('inactivated by someone else');
  });

  test('see each other rename and regroup', async ({ page, another, stock }) => {
    const { clientId, partyNumber } = stock.user();
    const mine = await openUsers(page, `q=${clientId}`);
    const theirs = new Users(await (await another()).newPage());
    await theirs.openEdit(partyNumber);
    await theirs.editPanel.name.fill('Renamed by them');
    const sales = await theirs.editPanel.groups('sales');
    await sales.available.move('Region 21');
    await theirs.editPanel.save.click();
    await expect(mine.row(clientId)).toContainText('Renamed by them', SOON);
    await expect(mine.row(clientId)).toContainText('Region 21');
    await expectHeard(page, new RegExp(`${clientId} was changed by someone else`));
  });

  test('see new users on top, or are offered them where the page would jump', async ({ page, another, stock }) => {
    const family = stock.word('family');
    const mine = await openUsers(page, `q=${family}`);
    await expect(mine.main.getByText('Nothing matches')).toBeVisible();
    const theirs = new Users(await (await another()).newPage());
    await create(theirs, `${family}-1`);
    await expect(mine.link(`${family}-1`)).toBeVisible(SOON);
    await mine.expectCount(1);

    await mine.row(`${family}-1`).hover();
    await create(theirs, `${family}-2`);
    await create(theirs, `${family}-3`);
    const offer = page.getByRole('button', { name: '2 new integration users – Show' });
    await expect(offer).toBeVisible(SOON);
    await expect(mine.rows).toHaveCount(1);
    await mine.expectCount(3);
    await expectHeard(page, /2 new integration users/);
    await expectAccessibleInBothThemes(page);
    await offer.focus();
    await page.keyboard.press('Enter');
    await expect(mine.rows).toHaveCount(3);
    expect(await mine.clientIds()).toEqual([`${family}-3`, `${family}-2`, `${family}-1`]);
    await expect(offer).toBeHidden();
  });

  test('see each other change many: the rows, the count, and that there was a bulk change', async ({ another }) => {
    const clients = ['client-1', 'client-2', 'client-3'];
    const server = await Server.start({ lines: clients.map((oauthClientId) => line({ oauthClientId })).join('') });
    const context = await another({ ...NOBODY, baseURL: server.origin });
    try {
      const page = await context.newPage();
      await signIn(page, server.firstLink);
      const mine = await new Bulk(page).open('status=active');
      await mine.expectCount(3);
      await expect(mine.changes).toBeHidden();
      const theirs = await new Bulk(await context.newPage()).open();
      await theirs.selectAll.check();
      await theirs.tool('Inactivate').click();
      await theirs.dialog(/^Inactivate 3/).getByRole('button', { name: 'Inactivate' }).click();
      for (const client of clients) {
        await expect(mine.row(client).getByText('Inactive', { exact: true })).toBeVisible(SOON);
      }
      await mine.expectCount(0);
      await expect(mine.changes).toBeVisible(SOON);
      // What one does oneself is no news.
      await expect(theirs.toast('3 changed')).toBeVisible();
      const heard = await theirs.page.evaluate(() => (window.heard ?? []).join('\n'));
      expect(heard).not.toContain('by someone else');
    } finally {
      // Before its server, which it would go on asking for.
      await context.close();
      await server.stop();
    }
  });

  test('see the counts of an open filter follow', async ({ page, another, stock }) => {
    const { clientId } = stock.user();
    const mine = await openUsers(page, `q=${clientId}`);
    const popup = await mine.openChip('Status');
    const inactive = popup.getByLabel('Inactive', { exact: true }).locator('xpath=..');
    await expect(inactive).toContainText('0');
    const theirs = await openUsers(await (await another()).newPage(), `q=${clientId}`);
    await theirs.choose(clientId, 'Inactivate');
    await theirs.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).click();
    await expect(inactive).toContainText('1', SOON);
  });

  test('see new entries of the log offered', async ({ page, another, stock }) => {
    const { clientId, partyNumber } = stock.user();
    const activity = await openActivity(page, `user=${partyNumber}`);
    await expect(activity.entries).toHaveCount(1);
    const theirs = await openUsers(await (await another()).newPage(), `q=${clientId}`);
    await theirs.choose(clientId, 'Inactivate');
    await theirs.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).click();
    await expect(page.getByRole('button', { name: '1 new entry – Show' })).toBeVisible(SOON);
    await theirs.choose(clientId, 'Activate');
    const offer = page.getByRole('button', { name: '2 new entries – Show' });
    await expect(offer).toBeVisible(SOON);
    await expect(activity.entries).toHaveCount(1);
    await expectAccessibleInBothThemes(page);
    await offer.click();
    await expect(activity.entries).toHaveCount(3);
    await expect(offer).toBeHidden();
  });
});

test.describe('the open panel', () => {
  test('says calmly who changed what, and takes it over; what was entered stays', async ({ page, another, stock }) => {
    const { partyNumber } = stock.user();
    const mine = new Users(page);
    await mine.openEdit(partyNumber);
    const panel = mine.editPanel;
    await panel.name.fill('Mine');
    const groups = await panel.groups('sales');
    await groups.available.move('Region 05');
    const theirs = new Users(await (await another()).newPage());
    await theirs.openEdit(partyNumber);
    await theirs.editPanel.email.fill('theirs@example.com');
    await (await theirs.editPanel.groups('sales')).available.move('Region 06');
    await theirs.editPanel.save.click();

    await expect(panel.news).toContainText('Changed by Administrator just now: 1 group added, contact email changed', SOON);
    await expect(panel.email).toHaveValue('');
    await expectAccessibleInBothThemes(page, 'dialog');
    await panel.takeOver.click();
    await expect(panel.email).toHaveValue('theirs@example.com');
    await expect(panel.name).toHaveValue('Mine');
    await panel.expectSelected('sales', 4);
    await expect(panel.news).toHaveCount(0);
    await expectHeard(page, /now has their changes/);
    // Nothing to decide: what is saved holds both.
    await panel.save.click();
    await expect(panel.dialog).toBeHidden();
    await theirs.openEdit(partyNumber);
    await expect(theirs.editPanel.name).toHaveValue('Mine');
    await expect(theirs.editPanel.email).toHaveValue('theirs@example.com');
    await theirs.editPanel.expectSelected('sales', 4);
  });

  test('asks as ever where both changed the same field', async ({ page, another, stock, guard }) => {
    guard.expect(/412/);
    const { partyNumber } = stock.user();
    const mine = new Users(page);
    await mine.openEdit(partyNumber);
    const panel = mine.editPanel;
    await panel.name.fill('Mine');
    const theirs = new Users(await (await another()).newPage());
    await theirs.openEdit(partyNumber);
    await theirs.editPanel.name.fill('Theirs');
    await theirs.editPanel.description.fill('Theirs too');
    await theirs.editPanel.save.click();
    await panel.takeOver.click();
    await expect(panel.description).toHaveValue('Theirs too');
    await expect(panel.name).toHaveValue('Mine');
    await panel.save.click();
    await expect(panel.conflict).toContainText('Theirs');
    await panel.conflict.getByRole('button', { name: 'Keep mine' }).click();
    await expect(panel.dialog).toBeHidden();
  });

  test('takes over a group that is newer than the panel, and shows the status as it is', async ({ page, another, server, stock }) => {
    const { clientId, partyNumber } = stock.user();
    const mine = new Users(page);
    await mine.openEdit(partyNumber);
    const panel = mine.editPanel;
    await panel.name.fill('Mine');
    const group = stock.word('newGroup');
    await server.import(
      `${JSON.stringify({ group: { variableName: group, label: `The ${group}`, type: 'Sales' } })}\n` +
        line({ oauthClientId: clientId, groups: { items: [{ variableName: group }] } }),
    );
    await expect(panel.news).toContainText('Changed by the operator just now: 1 group added, 3 removed', SOON);
    const theirs = await openUsers(await (await another()).newPage(), `q=${clientId}`);
    await theirs.choose(clientId, 'Inactivate');
    await theirs.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).click();
    await expect(panel.news).toContainText('Changed by Administrator and the operator just now: inactivated, ', SOON);
    await expect(panel.dialog.getByText('Inactive', { exact: true })).toBeVisible();
    await panel.takeOver.click();
    await panel.expectSelected('sales', 1);
    await expect(panel.name).toHaveValue('Mine');
    await panel.save.click();
    await expect(panel.dialog).toBeHidden();
    await expect(mine.toast(clientId)).toBeVisible();
    await theirs.openEdit(partyNumber);
    await theirs.editPanel.expectSelected('sales', 1);
    await expect(theirs.editPanel.name).toHaveValue('Mine');
  });

  test('says nothing of one user in the panel of the next', async ({ page, server, stock, guard }) => {
    guard.expect(/409/);
    const [one, next] = [stock.user(), stock.user()];
    const users = new Users(page);
    await users.openEdit(one.partyNumber);
    const panel = users.editPanel;
    await panel.clientId.fill(next.clientId);
    await panel.save.click();
    const link = panel.dialog.getByRole('link', { name: 'Show that integration user' });
    await expect(link).toBeVisible();
    await server.import(line({ oauthClientId: one.clientId, firstName: 'Renamed' }));
    await expect(panel.news).toContainText('Changed by the operator', SOON);
    await link.click();
    await panel.discardQuestion.getByRole('button', { name: 'Discard' }).click();
    await expect(panel.clientId).toHaveValue(next.clientId);
    await expect(panel.news).toHaveCount(0);
    // What becomes of this one is told.
    await server.import(line({ oauthClientId: next.clientId, firstName: 'Renamed too' }));
    await expect(panel.news).toContainText('name changed', SOON);
  });
});

test.describe('the stream', () => {
  test('goes on after the server was away, without a gap', async ({ another, guard }) => {
    // What a browser says when nobody answers.
    guard.expect(/\/api\/live/, /ERR_/);
    const server = await Server.start({ lines: line({ oauthClientId: 'first', partyNumber: 'FIRST' }) });
    const context = await another({ ...NOBODY, baseURL: server.origin });
    try {
      const page = await context.newPage();
      await signIn(page, server.firstLink);
      const users = await openUsers(page);
      await expect(users.link('first')).toBeVisible();
      await server.import(line({ oauthClientId: 'second' }));
      await expect(users.link('second')).toBeVisible(SOON);
      await server.pause(async () => {
        await server.import(line({ oauthClientId: 'third' }));
        await server.import(line({ oauthClientId: 'first', status: { value: 0 } }));
      });
      await expect(users.link('third')).toBeVisible({ timeout: 15_000 });
      await users.expectStatus('first', 'Inactive');
      await users.expectCount(3);
      expect(await users.clientIds()).toEqual(['third', 'second', 'first']);
    } finally {
      // Before its server, which it would go on asking for.
      await context.close();
      await server.stop();
    }
  });

  test('begins though the browser never says that it has nothing to do', async ({ page, server, stock }) => {
    await page.addInitScript(() => (window.requestIdleCallback = () => 0));
    const { clientId } = stock.user();
    const users = await openUsers(page, `q=${clientId}`);
    await server.import(line({ oauthClientId: clientId, firstName: 'Seen all the same' }));
    await expect(users.row(clientId)).toContainText('Seen all the same', SOON);
  });

  test('is closed while the tab is out of sight, and misses nothing', async ({ page, server, stock }) => {
    const [one, two] = [stock.user(), stock.user()];
    const users = await openUsers(page, `q=${one.clientId}`);
    await server.import(line({ oauthClientId: one.clientId, firstName: 'Seen at once' }));
    await expect(users.row(one.clientId)).toContainText('Seen at once', SOON);
    const looks = countLooks(page);
    await hide(page, true);
    await server.import(line({ oauthClientId: one.clientId, firstName: 'Seen later' }));
    await server.import(line({ oauthClientId: two.clientId, firstName: 'Elsewhere' }));
    expect(looks()).toBe(0);
    await hide(page, false);
    await expect(users.row(one.clientId)).toContainText('Seen later', SOON);
  });

  test('brings a change of thousands in a few questions', async ({ another }) => {
    const server = await Server.start();
    const context = await another({ ...NOBODY, baseURL: server.origin });
    try {
      const page = await context.newPage();
      await signIn(page, server.firstLink);
      const users = await openUsers(page);
      await expect(users.main.getByText('No integration users yet')).toBeVisible();
      const looks = countLooks(page);
      const many = (name: string) =>
        Array.from({ length: 3_000 }, (_, at) => line({ oauthClientId: `client-${at}`, firstName: name })).join('');
      await server.import(many('Before'));
      await expect(users.status).toContainText('3,000 integration users', { timeout: 15_000 });
      await server.import(many('After'));
      await expect(users.rows.first()).toContainText('After', { timeout: 15_000 });
      await expectHeard(page, /\d+ integration users were changed by someone else/);
      expect(looks()).toBeLessThan(30);
    } finally {
      // Before its server, which it would go on asking for.
      await context.close();
      await server.stop();
    }
  });

  test('ends when the session does, quietly', async ({ another, server }) => {
    const { users } = await signedOutElsewhere(await another(NOBODY), server, 'atlas-001');
    // It is not asked for again: that would be refused, and the console would say so.
    const again = users.page.waitForRequest('**/api/live?*', { timeout: 3_000 }).catch(() => undefined);
    expect(await again).toBeUndefined();
  });

  test('goes on once one has signed in again in another tab', async ({ another, server, stock }) => {
    const { clientId } = stock.user();
    const { users, other } = await signedOutElsewhere(await another(NOBODY), server, clientId);
    await hide(users.page, true);
    await signIn(other, await server.newLink());
    await hide(users.page, false);
    await server.import(line({ oauthClientId: clientId, firstName: 'Seen again' }));
    await expect(users.row(clientId)).toContainText('Seen again', SOON);
  });
});

test('a change by the REST API appears', async ({ gatedPage: page, gated: { server, provider }, applications }) => {
  const [caller, changed] = [applications.next(), applications.next()];
  await server.import(line({ oauthClientId: caller.clientId, groups: { items: [{ variableName: 'userAdministrators' }] } }));
  const users = await openUsers(page, `q=${changed.clientId}`);
  const change = async (): Promise<number> => {
    const answer = await fetch(`${server.origin}/rest/v19/integrationUsers/${changed.partyNumber}`, {
      method: 'PATCH',
      headers: { Authorization: `Bearer ${await provider.token(caller.clientId)}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ firstName: 'By a program' }),
    });
    return answer.status;
  };
  // The gate hears of what another process imported within half a second.
  await expect.poll(change).toBe(200);
  await expect(users.row(changed.clientId)).toContainText('By a program', SOON);
});
