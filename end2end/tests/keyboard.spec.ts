import { knock } from '../fixtures/gated.ts';
import { expect, expectHeard, test } from '../fixtures/test.ts';
import { Activity, openActivity } from '../pages/activity.ts';
import { openGroups } from '../pages/groups.ts';
import { openIdentityProvider } from '../pages/identityProvider.ts';
import { openInboundCalls } from '../pages/inboundCalls.ts';
import { tabTo } from '../pages/shell.ts';
import { Users } from '../pages/users.ts';

/** Nobody is signed in there. */
const NOBODY = { storageState: { cookies: [], origins: [] } };

/** What is counted is on the pages within seconds: it is written beside the calls. */
const COUNTED = { timeout: 15_000 };

test.describe('by keyboard alone', () => {
  test('somebody signs in by a link, reads the page before that, and signs out', async ({ another, server }) => {
    const page = await (await another(NOBODY)).newPage();
    await page.goto('/sign-in');
    await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
    await page.goto(await server.newLink());
    await tabTo(page.getByRole('button', { name: 'Sign in' }));
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Admin Home' })).toBeVisible();
    const users = new Users(page);
    await users.awake();
    await tabTo(users.signOut);
    await page.keyboard.press('Enter');
    await expect(page.getByText('You are signed out')).toBeVisible();
  });

  test('a token is checked, and the answer is read and cleared', async ({ gatedPage: page, provider, applications }) => {
    const { clientId } = applications.next();
    const about = await openIdentityProvider(page);
    await tabTo(about.token);
    // Nothing is pasted yet: the focus comes back to where something is missing.
    await tabTo(about.checkToken);
    await page.keyboard.press('Enter');
    await expect(about.token).toBeFocused();
    await page.keyboard.insertText(await provider.token(clientId));
    await tabTo(about.checkToken);
    await page.keyboard.press('Enter');
    await expect(about.verdict('This token would be admitted')).toBeVisible();
    await tabTo(about.clear);
    await page.keyboard.press('Enter');
    await expect(about.token).toBeFocused();
    await expect(about.token).toHaveValue('');

    const guide = about.steps('Any other OpenID provider');
    await tabTo(guide.getByRole('heading').locator('xpath=ancestor-or-self::summary'));
    await page.keyboard.press('Enter');
    await expect(guide.getByRole('listitem').first()).toBeVisible();
    await tabTo(guide.getByRole('button', { name: 'Copy commands to get a token and call' }));
    await page.keyboard.press('Enter');
    await expectHeard(page, /copied/);
  });

  test('the user of a client that knocked in vain is made from Inbound Calls', async ({ gated, gatedPage: page, provider, stock }) => {
    const unknown = stock.word('keyboard-client-');
    const authorization = `Bearer ${await provider.token(unknown)}`;
    expect((await knock(gated.server, authorization)).status).toBe(403);
    const calls = await openInboundCalls(page);
    await expect(async () => {
      await page.reload();
      await expect(calls.create(unknown)).toBeVisible({ timeout: 1_000 });
    }).toPass(COUNTED);
    await calls.awake();
    await tabTo(calls.period(7));
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/days=7$/);
    await expect(calls.totals).toContainText('in 7 days');
    await tabTo(calls.create(unknown), 'Tab', 200);
    await page.keyboard.press('Enter');
    const { createPanel } = new Users(page);
    await expect(createPanel.clientId).toHaveValue(unknown);
    await expect(createPanel.clientId).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(createPanel.dialog).toBeHidden();
    expect((await knock(gated.server, authorization)).status).toBe(200);
  });

  test('a group is made, changed, and left with a question when something was typed', async ({ page, stock }) => {
    const variableName = stock.word('keyed');
    const label = `Keyed ${variableName}`;
    const groups = await openGroups(page);
    await tabTo(groups.create);
    await page.keyboard.press('Enter');
    const made = groups.createPanel;
    await expect(made.label).toBeFocused();
    await page.keyboard.type(label);
    await tabTo(made.variableName);
    await page.keyboard.type(variableName);
    await tabTo(made.type('Sales'));
    await page.keyboard.press('ArrowDown');
    await expect(made.type('Administrator')).toBeChecked();
    await tabTo(made.create);
    await page.keyboard.press('Enter');
    await expect(made.dialog).toBeHidden();
    await expectHeard(page, new RegExp(`${label} was created`));

    await tabTo(groups.search);
    await page.keyboard.type(variableName);
    await groups.expectCount(1);
    await tabTo(groups.link(label));
    await page.keyboard.press('Enter');
    const edited = groups.editPanel;
    await expect(edited.label).toBeFocused();
    await page.keyboard.press('End');
    await page.keyboard.type(' again');
    await page.keyboard.press('Escape');
    const question = groups.dialog('Discard changes?');
    await expect(question).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(question).toBeHidden();
    await expect(edited.label).toHaveValue(`${label} again`);
    await tabTo(edited.save);
    await page.keyboard.press('Enter');
    await expect(edited.dialog).toBeHidden();
    await expect(groups.link(`${label} again`)).toBeFocused();
  });

  test('the activity log is filtered by action and by user, and paged', async ({ page }) => {
    const activity = await openActivity(page);
    await tabTo(activity.action);
    await page.keyboard.type('Imported');
    await expect(page).toHaveURL(/action=imported/);
    await expect(activity.entries.first()).toContainText('imported');
    await tabTo(activity.user);
    await page.keyboard.type('ATLAS_030');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/user=ATLAS_030/);
    await expect(activity.entries).toHaveCount(1);
    const all = new Activity(page);
    await all.open('action=imported');
    const first = await all.entries.first().textContent();
    await tabTo(all.older, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/before=\d+/);
    await expect(all.entries.first()).not.toHaveText(first!);
  });
});
