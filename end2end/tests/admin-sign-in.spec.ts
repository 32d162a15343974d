import { inboundGroups } from '../fixtures/data.ts';
import { CALLBACK, identify, keepAnswer, setOut } from '../fixtures/organisation.ts';
import { expect, test } from '../fixtures/test.ts';
import { openGroups } from '../pages/groups.ts';
import { Shell } from '../pages/shell.ts';
import { openUsers, Users, USERS } from '../pages/users.ts';

const signIn = { level: 1, name: 'Sign in' } as const;

test.describe('with the organisation', () => {
  test('an administrator signs in, is where they wanted to be, and may do everything', async ({ stranger, guard }) => {
    guard.expect(/401/);
    const page = await stranger();
    const wanted = '/admin/users/integration-users/INBOUND_001';
    await setOut(page, wanted);
    await identify(page, 'ada');
    await expect(page).toHaveURL(new RegExp(`${wanted}$`));
    const users = new Users(page);
    await users.awake();
    await expect(users.editPanel.clientId).toHaveValue('inbound-001-client');
    await expect(page.getByText('Ada Administrator').first()).toBeVisible();
    await users.editPanel.name.fill('Changed by Ada');
    await users.editPanel.save.click();
    await expect(users.editPanel.dialog).toBeHidden();
    await new Shell(page).goto('/admin/monitoring/activity');
    await expect(page.getByText(/Ada Administrator changed inbound-001-client/).first()).toBeVisible();
  });

  test('a viewer sees everything and can change nothing, on the page and at the server', async ({ stranger, guard }) => {
    guard.expect(/403/);
    const page = await stranger();
    await setOut(page);
    await identify(page, 'vera');
    await expect(page.getByRole('heading', { name: 'Admin Home' })).toBeVisible();
    const users = await openUsers(page, 'q=inbound-002');
    await users.expectCount(1);
    await expect(users.create).toHaveCount(0);
    await expect(users.actions('inbound-002-client')).toBeVisible();
    const menu = await users.menu('inbound-002-client');
    await expect(menu.getByRole('menuitem', { name: 'Copy client id' })).toBeVisible();
    for (const item of ['Inactivate', 'Activate']) {
      await expect(menu.getByRole('menuitem', { name: item, exact: true })).toHaveCount(0);
    }
    await page.keyboard.press('Escape');
    const refused = await page.evaluate(async () => {
      const body = JSON.stringify({ party_number: 'INBOUND_002', status: 'Inactive' });
      const headers = { 'Content-Type': 'application/json' };
      return (await fetch('/api/users/set-status', { method: 'POST', headers, body })).status;
    });
    expect(refused).toBe(403);
    await page.goto(`${USERS}?q=inbound-002`);
    await users.awake();
    await users.expectStatus('inbound-002-client', 'Active');
    await new Shell(page).goto('/admin/monitoring/inbound-calls');
    await new Shell(page).goto('/admin/setup/identity-provider');
    await expect(page.getByRole('button', { name: 'Check token' })).toBeVisible();
  });

  test('a viewer finds nothing to change with on any page, and is told why where others make something', async ({ stranger }) => {
    const page = await stranger();
    await setOut(page);
    await identify(page, 'vera');
    await expect(page.getByRole('heading', { name: 'Admin Home' })).toBeVisible();
    const users = await openUsers(page, 'q=inbound-003');
    await users.expectCount(1);
    await expect(users.main.getByRole('link', { name: 'Import', exact: true })).toHaveCount(0);
    await expect(users.table.getByRole('checkbox')).toHaveCount(0);

    await users.goto(`${USERS}/INBOUND_003`);
    const panel = users.editPanel;
    await expect(panel.clientId).toHaveValue('inbound-003-client');
    for (const field of [panel.clientId, panel.name, panel.email, panel.description]) {
      await expect(field).not.toBeEditable();
    }
    await panel.dialog.getByRole('button', { name: 'Rate limit' }).click();
    await expect(panel.dialog.getByText(/the usual limit/)).toBeVisible();
    await expect(panel.dialog.getByRole('button', { name: /^Save/ })).toHaveCount(0);

    const groups = await openGroups(page);
    await expect(groups.rows.first()).toBeVisible();
    await expect(groups.create).toHaveCount(0);
    await groups.goto(`/admin/users/groups/${inboundGroups.administrator}`);
    await expect(groups.editPanel.variableName).toHaveValue(inboundGroups.administrator);
    await expect(groups.editPanel.label).not.toBeEditable();
    await expect(groups.editPanel.save).toHaveCount(0);

    for (const address of [`${USERS}/new`, `${USERS}/import`, '/admin/users/groups/new']) {
      await users.goto(address);
      await expect(page.getByText('You may look at this, but not change it')).toBeVisible();
      await expect(page.getByRole('button', { name: /^(Create|Import)$/ })).toHaveCount(0);
    }
  });

  test('somebody without a role is refused in words', async ({ stranger, guard }) => {
    guard.expect(/401/);
    const page = await stranger();
    await setOut(page);
    await identify(page, 'sam');
    await expect(page.getByRole('heading', signIn)).toBeVisible();
    await expect(page.getByText('not allowed here')).toBeVisible();
    await page.goto('/admin');
    await expect(page.getByRole('heading', signIn)).toBeVisible();
  });

  test('signing out ends the session here and at the provider', async ({ stranger, guard }) => {
    guard.expect(/401/);
    const page = await stranger();
    await setOut(page);
    await identify(page, 'ada');
    const shell = new Shell(page);
    await shell.awake();
    await shell.signOut.click();
    await expect(page.getByRole('heading', { name: 'Sign out at the test provider' })).toBeVisible();
    // Whatever one does there, the session here is over.
    const tab = await page.context().newPage();
    await tab.goto('/admin');
    await expect(tab.getByRole('heading', signIn)).toBeVisible();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText('You are signed out.')).toBeVisible();
    // The provider asks again who it is.
    await setOut(page);
  });
});

test.describe('the way back from the provider', () => {
  test('can be gone once only, and only by the browser that set out', async ({ stranger, guard }) => {
    guard.expect(/401/);
    const page = await stranger();
    await setOut(page);
    const back = page.waitForRequest((request) => new URL(request.url()).pathname === CALLBACK);
    await identify(page, 'ada');
    const used = (await back).url();
    await expect(page.getByRole('heading', { name: 'Admin Home' })).toBeVisible();

    // Again, by the same browser and by another.
    for (const again of [page, await stranger()]) {
      await again.goto(used);
      await expect(again.getByText('was used before')).toBeVisible();
    }
    // And the session that had begun is not the worse for it.
    await page.goto('/admin');
    await expect(page.getByRole('heading', { name: 'Admin Home' })).toBeVisible();
  });

  test('leads nowhere with the state of somebody else', async ({ stranger, idp, guard }) => {
    guard.expect(/401/);
    const [victim, attacker] = [await stranger(), await stranger()];
    // The attacker signs in as far as the answer, and keeps it for the victim's browser, which has set out as well.
    await setOut(attacker);
    const kept = await keepAnswer(attacker, idp);
    await identify(attacker, 'ada');
    await expect(attacker).toHaveTitle('Kept');
    await setOut(victim);
    await victim.goto(kept());
    await expect(victim.getByText('begun in another browser')).toBeVisible();
    await victim.goto('/admin');
    await expect(victim.getByRole('heading', signIn)).toBeVisible();
  });

  test('leads nowhere with a state that never was, or the name of another provider', async ({ stranger, idp, guard }) => {
    guard.expect(/401/);
    const page = await stranger();
    await setOut(page);
    const answer = await keepAnswer(page, idp);
    await identify(page, 'ada');
    await expect(page).toHaveTitle('Kept');
    await page.unrouteAll();
    const altered = new URL(answer());
    altered.searchParams.set('state', 'A'.repeat(altered.searchParams.get('state')!.length));
    await page.goto(altered.href);
    await expect(page.getByText('begun in another browser')).toBeVisible();
    const mixedUp = new URL(answer());
    mixedUp.searchParams.set('iss', 'https://elsewhere.example');
    await page.goto(mixedUp.href);
    await expect(page.getByText('could not be verified')).toBeVisible();
  });
});

test.describe('an ID token', () => {
  // Few only: after ten failed attempts in a minute an address has to wait.
  for (const fault of ['wrong-nonce', 'foreign-key'] as const) {
    test(`with a fault (${fault}) signs nobody in`, async ({ stranger, idp, guard }) => {
      guard.expect(/401/);
      await idp.behave({ idToken: fault });
      const page = await stranger();
      await setOut(page);
      await identify(page, 'ada');
      await expect(page.getByText('could not be verified')).toBeVisible();
      await page.goto('/admin');
      await expect(page.getByRole('heading', signIn)).toBeVisible();
    });
  }

  test('from a provider that is down keeps nobody waiting, and says so', async ({ stranger, idp, guard }) => {
    guard.expect(/401/);
    await idp.behave({ token: 'reset' });
    const page = await stranger();
    await setOut(page);
    await identify(page, 'ada');
    await expect(page.getByText('cannot be reached')).toBeVisible();
  });
});
