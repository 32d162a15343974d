import { expectAccessibleInBothThemes } from '../fixtures/axe.ts';
import { breakDown } from '../fixtures/network.ts';
import { expect, test } from '../fixtures/test.ts';
import { InboundCalls, openInboundCalls } from '../pages/inboundCalls.ts';
import { Users } from '../pages/users.ts';

const DAY = '2026-01-31';
const AT = Date.UTC(2026, 0, 31, 8, 15) * 1_000;
const STRANGER = 'stranger/1&#%';

/** An answer of the server with calls in it. What the gate really counts is tested with a real provider. */
const CALLS = {
  days: [
    { day: '2026-01-29', accepted: 0, refused: 0 },
    { day: '2026-01-30', accepted: 1200, refused: 0 },
    { day: DAY, accepted: 34, refused: 6 },
  ],
  reasons: [
    ['Expired', 4],
    ['UnknownClient', 2],
  ],
  refusals: [
    { at: AT, reason: 'Expired', detail: 'exp was 40 s ago', client_id: 'atlas-020', party_number: 'ATLAS_020' },
    { at: AT, reason: 'UnknownClient', detail: '', client_id: STRANGER, party_number: null },
    { at: AT, reason: 'BadSignature', detail: '', client_id: null, party_number: null },
  ],
  unknown: [{ client_id: STRANGER, first_seen: AT, last_seen: AT, calls: 2 }],
};

/** Goes to the page within the application, so that the browser asks for the calls, and gets these. */
async function openWithCalls(calls: InboundCalls, query = ''): Promise<void> {
  await calls.page.route('**/api/inbound/calls', (route) => route.fulfill({ json: CALLS }));
  await calls.goto('/admin');
  await calls.navigation.getByRole('link', { name: 'Inbound Calls' }).click();
  await expect(calls.heading('Inbound Calls')).toBeVisible();
  if (query === 'days=7') {
    await calls.period(7).click();
  }
  await expect(calls.totals).toBeVisible();
}

test.describe('the Inbound Calls page', () => {
  test('says that nothing came in yet, and leads to the set-up', async ({ emptyPage: page }) => {
    const calls = await openInboundCalls(page);
    await expect(calls.totals).toHaveText('0 calls in 30 days: 0 accepted, 0 refused');
    await expect(calls.main.getByText('No calls yet')).toBeVisible();
    await calls.main.getByRole('link', { name: 'Set up the identity provider' }).click();
    await expect(calls.heading('Identity Provider')).toBeVisible();
  });

  test('keeps the period in the address', async ({ page }) => {
    const calls = await openInboundCalls(page);
    await expect(calls.period(30)).toHaveAttribute('aria-current', 'true');
    await calls.period(90).click();
    await expect(page).toHaveURL(/\?days=90$/);
    await expect(calls.totals).toContainText('in 90 days');
    await expect(calls.period(90)).toHaveAttribute('aria-current', 'true');
    await page.reload();
    await expect(calls.totals).toContainText('in 90 days');
    await page.goBack();
    await expect(calls.totals).toContainText('in 30 days');
  });

  test('shows one user, until the chip is removed', async ({ page }) => {
    const calls = await openInboundCalls(page, 'days=7&user=ATLAS_020');
    await expect(calls.main.getByText('No calls from this integration user')).toBeVisible();
    await expect(calls.filters.getByRole('link', { name: 'ATLAS_020' })).toBeVisible();
    await calls.removeUser.click();
    await expect(page).toHaveURL(/inbound-calls\?days=7$/);
    await expect(calls.filters).toBeHidden();
  });

  test('shows calls as a chart and as numbers, and why some were refused', async ({ page }) => {
    const calls = new InboundCalls(page);
    await openWithCalls(calls);
    await expect(calls.totals).toHaveText('1,240 calls in 30 days: 1,234 accepted, 6 refused');
    await expect(calls.chart).toHaveAccessibleName(
      'Calls per day over 3 days: 1,234 accepted, 6 refused. The busiest day was 2026-01-30 with 1,200 calls.',
    );
    await expect(calls.day(DAY)).toBeHidden();
    await calls.numbers.click();
    await expect(calls.day(DAY).getByRole('cell')).toHaveText([DAY, '34', '6']);
    await expect(calls.reasons.first()).toContainText('Expired');
    await expect(calls.reasons.first()).toContainText('4 calls');
    await expect(calls.reasons.first()).toContainText('must get a new token');
    const expired = calls.refusals.filter({ hasText: 'exp was 40 s ago' });
    await expect(expired).toContainText('2026-01-31 08:15 UTC');
    await expect(expired.getByRole('link', { name: 'atlas-020' })).toHaveAttribute('href', /integration-users\/ATLAS_020$/);
    await expect(calls.refusals.filter({ hasText: 'Signature does not hold' })).toContainText('Not known');
    await expectAccessibleInBothThemes(page);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
    await expectAccessibleInBothThemes(page);
  });

  test('fills the Create panel in with an unknown client, which stands in no address that is sent', async ({ page }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(decodeURIComponent(request.url())));
    const calls = new InboundCalls(page);
    await openWithCalls(calls);
    await calls.create(STRANGER).click();
    const users = new Users(page);
    await expect(users.createPanel.clientId).toHaveValue(STRANGER);
    await expect(page).toHaveURL(/integration-users\/new$/);
    expect(asked.filter((address) => address.includes(STRANGER))).toEqual([]);
    // Nothing was typed, so nothing would be lost.
    await users.createPanel.cancel.click();
    await expect(users.createPanel.dialog).toBeHidden();
  });

  test('says why when the calls cannot be had', async ({ page, guard }) => {
    guard.expect(/api\/inbound/, /ERR_CONNECTION_REFUSED/);
    await breakDown(page, '**/api/inbound/calls', 'unreachable');
    const calls = await openInboundCalls(page);
    await calls.period(7).click();
    await expect(calls.main.getByRole('alert')).toContainText('The server cannot be reached');
    await page.unroute('**/api/inbound/calls');
    await calls.main.getByRole('button', { name: 'Try again' }).click();
    await expect(calls.totals).toContainText('in 7 days');
  });
});

test.describe('in the Edit panel', () => {
  test('the calls of one user are asked for when their section is opened', async ({ page }) => {
    await page.route('**/api/inbound/calls', (route) => route.fulfill({ json: CALLS }));
    const users = new Users(page);
    await users.openEdit('ATLAS_020');
    const { dialog } = users.editPanel;
    await dialog.getByRole('button', { name: 'Inbound calls', exact: true }).click();
    await expect(dialog.getByRole('status').filter({ hasText: '1,240 calls in 30 days' })).toBeVisible();
    await expect(dialog.getByRole('img', { name: /^Calls per day/ })).toBeVisible();
    await expect(dialog.getByRole('table', { name: 'Last refusals' })).toContainText('exp was 40 s ago');
    await page.unroute('**/api/inbound/calls');
    await dialog.getByRole('link', { name: 'Show all inbound calls of this integration user' }).click();
    await expect(page).toHaveURL(/inbound-calls\?user=ATLAS_020$/);
    await expect(new InboundCalls(page).removeUser).toBeVisible();
  });
});
