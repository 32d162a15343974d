import { expectAccessibleInBothThemes, ON_TOP } from '../fixtures/axe.ts';
import { knock } from '../fixtures/gated.ts';
import { expect, expectHeard, test } from '../fixtures/test.ts';
import { tabTo } from '../pages/shell.ts';
import { Users } from '../pages/users.ts';

test.describe('the rate limit of one user', () => {
  test('is set in the Edit panel by keyboard, holds at the next call, and is in the activity log', async ({
    gated,
    gatedPage: page,
    provider,
    applications,
  }) => {
    const { clientId, partyNumber } = applications.next();
    const authorization = `Bearer ${await provider.token(clientId)}`;
    const users = new Users(page);
    await users.openEdit(partyNumber);
    const { dialog, save, name } = users.editPanel;
    const section = dialog.getByRole('button', { name: 'Rate limit' });
    await expect(section).toBeVisible();
    await tabTo(section);
    await page.keyboard.press('Enter');
    await expect(dialog.getByText(/the usual limit: 100 calls a second, and 200 at once/)).toBeVisible();
    const field = (label: string) => dialog.getByRole('textbox', { name: label, exact: true });
    await tabTo(field('Calls a second'));
    await page.keyboard.type('0');
    await page.keyboard.press('Enter');
    for (const label of ['Calls a second', 'Calls at once']) {
      await expect(field(label)).toHaveAccessibleDescription(/Enter a whole number from 1 to 1,000,000/);
    }
    await expectAccessibleInBothThemes(page, ON_TOP);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('1');
    await tabTo(field('Calls at once'));
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await expectHeard(page, /a limit of its own: 1 call a second, and 2 at once/);
    await expect(dialog.getByRole('button', { name: 'Save limit' })).toBeDisabled();

    const call = async (): Promise<number> => (await knock(gated.server, authorization)).status;
    expect([await call(), await call()]).toEqual([200, 200]);
    // Each server counts by itself, so with two of them more than two calls may come in.
    await expect.poll(call, { intervals: [20] }).toBe(429);

    // The rest of the panel can still be saved: it knows the version that the limit made.
    await name.fill('Slowed down');
    await save.click();
    await expect(dialog).toBeHidden();
    await users.goto(`/admin/monitoring/activity?user=${partyNumber}`);
    await expect(users.main.getByRole('listitem').filter({ hasText: 'Rate limit' })).toContainText('1/s, 2');
  });

  test('is not lost without a question, nor when the rest of the panel is saved', async ({ page, stock }) => {
    const { partyNumber } = stock.user();
    const users = new Users(page);
    await users.openEdit(partyNumber);
    const { dialog, discardQuestion, save, name } = users.editPanel;
    await dialog.getByRole('button', { name: 'Rate limit' }).click();
    const field = dialog.getByRole('textbox', { name: 'Calls a second', exact: true });
    await field.fill('5');
    await page.keyboard.press('Escape');
    await discardQuestion.getByRole('button', { name: 'Keep editing' }).click();
    await expect(field).toHaveValue('5');
    await name.fill('Saved before the limit');
    await save.click();
    await expect(users.toast('was saved')).toBeVisible();
    await expect(field).toHaveValue('5');
    await expect(field).toBeFocused();
    await expect(save).toBeDisabled();
    await dialog.getByRole('textbox', { name: 'Calls at once', exact: true }).fill('9');
    const lookedAgain = page.waitForResponse('**/api/live/users');
    await dialog.getByRole('button', { name: 'Save limit' }).click();
    await expect(users.toast('5 calls a second')).toBeVisible();
    await lookedAgain;
    // In the panel: outside of it all is silent while it is open.
    await expect(dialog.getByText('This client has a limit of its own: 5 calls a second, and 9 at once.', { exact: true })).toBeAttached();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    // The list behind it has seen the change, too, and takes it for one's own.
    const heard = await page.evaluate(() => (window.heard ?? []).join('\n'));
    expect(heard).not.toContain('by someone else');
  });

  test('that could not be saved is told though the panel is closed by then', async ({ page, stock, guard }) => {
    guard.expect(/call-limit/, /ERR_CONNECTION_REFUSED/);
    const { partyNumber } = stock.user();
    const users = new Users(page);
    await users.openEdit(partyNumber);
    const { dialog, discardQuestion } = users.editPanel;
    await dialog.getByRole('button', { name: 'Rate limit' }).click();
    await dialog.getByRole('textbox', { name: 'Calls a second', exact: true }).fill('5');
    await dialog.getByRole('textbox', { name: 'Calls at once', exact: true }).fill('9');
    let fail = () => {};
    const failing = new Promise<void>((done) => (fail = done));
    await page.route('**/api/inbound/set-call-limit*', async (route) => {
      await failing;
      await route.abort('connectionrefused');
    });
    await dialog.getByRole('button', { name: 'Save limit' }).click();
    await page.keyboard.press('Escape');
    await discardQuestion.getByRole('button', { name: 'Discard' }).click();
    await expect(dialog).toBeHidden();
    fail();
    await expect(page.getByRole('alert').getByText('The server cannot be reached')).toBeVisible();
  });

  test('says so when it cannot be had', async ({ page, guard }) => {
    guard.expect(/call-limits/, /ERR_CONNECTION_REFUSED/);
    await page.route('**/api/inbound/call-limits', (route) => route.abort('connectionrefused'));
    const users = new Users(page);
    await users.openEdit('ATLAS_021');
    const { dialog } = users.editPanel;
    await dialog.getByRole('button', { name: 'Rate limit' }).click();
    await expect(dialog.getByRole('alert')).toContainText('The server cannot be reached');
    await page.unroute('**/api/inbound/call-limits');
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await expect(dialog.getByText(/the usual limit/)).toBeVisible();
  });
});
