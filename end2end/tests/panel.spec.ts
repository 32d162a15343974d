import { expect, test as base } from '../fixtures/test.ts';
import { tabTo } from '../pages/shell.ts';
import { openUsers, Users } from '../pages/users.ts';

/** `users` is the page with the Create panel open. */
const test = base.extend<{ users: Users }>({
  users: async ({ page }, use) => {
    const users = new Users(page);
    await users.goto('/admin/users/integration-users/new');
    await use(users);
  },
});

const ID = '3f0c8b5d6f7e4a0b9c1d2e3f4a5b6c9a';

test.describe('the Create panel', () => {
  test('refuses what is no client id and says why', async ({ page, users }) => {
    let sent = 0;
    page.on('request', (request) => (sent += request.url().includes('/api/users/create') ? 1 : 0));
    const panel = users.createPanel;
    for (const [text, fault] of [
      ['   ', 'Enter a client id.'],
      ['x'.repeat(256), 'A client id has at most 255 characters; this has 256.'],
      ['my client', 'A client id cannot hold a blank.'],
      ['größe', 'A client id cannot hold “ö”.'],
      ['cli\u{202e}ent', 'A client id cannot hold the invisible character U+202E.'],
      [`${ID} 9f8e7d6c5b4a39281706f5e4d3c2b1a0`, 'This looks like it holds a client secret.'],
      ['client_secret=idcscs-8b1f0a5c-1111', 'Secrets are never stored here'],
      ['eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln', 'This looks like an access token.'],
      ['Bearer abcdef', 'This looks like an access token.'],
    ] as const) {
      await panel.clientId.fill(text);
      await panel.create.click();
      await expect(panel.clientId).toHaveAccessibleDescription(new RegExp(escaped(fault)));
      await expect(panel.clientId).toHaveAttribute('aria-invalid', 'true');
      await expect(panel.clientId).toBeFocused();
      await expect(panel.clientId).toHaveValue(text);
    }
    expect(sent).toBe(0);
    await panel.clientId.fill(ID);
    await expect(panel.clientId).not.toHaveAttribute('aria-invalid', 'true');
  });

  test('refuses a client id that is taken, with a link to who has it', async ({ page, users, guard }) => {
    guard.expect(/409/);
    const panel = users.createPanel;
    await panel.clientId.fill('atlas-009');
    await panel.name.fill('Another');
    await panel.create.click();
    await expect(panel.clientId).toHaveAccessibleDescription(/already has this client id/);
    await expect(panel.name).toHaveValue('Another');
    const link = panel.dialog.getByRole('link', { name: 'Show that integration user' });
    await expect(link).toHaveAttribute('href', /\/ATLAS_009(\?|$)/);
    // What was typed is not lost by following it without a question.
    await link.click();
    await panel.discardQuestion.getByRole('button', { name: 'Keep editing' }).click();
    await expect(panel.name).toHaveValue('Another');
    await expect(page).toHaveURL(/\/new/);
    await link.click();
    await panel.discardQuestion.getByRole('button', { name: 'Discard' }).click();
    const theirs = users.editPanel;
    await expect(theirs.clientId).toHaveValue('atlas-009');
    await expect(theirs.clientId).toBeFocused();
    await expect(theirs.save).toBeDisabled();
    await page.keyboard.press('Escape');
    await expect(theirs.dialog).toBeHidden();
    await users.search.fill('atlas-009');
    await users.expectCount(1);
  });

  test('the same from the Edit panel; what was discarded does not come back', async ({ page, users, stock, guard }) => {
    guard.expect(/409/);
    const { clientId, partyNumber } = stock.user();
    await users.goto(`/admin/users/integration-users?q=${partyNumber}`);
    await users.link(clientId).click();
    const panel = users.editPanel;
    await panel.name.fill('Discarded');
    await panel.clientId.fill('atlas-009');
    await panel.save.click();
    await panel.dialog.getByRole('link', { name: 'Show that integration user' }).click();
    await panel.discardQuestion.getByRole('button', { name: 'Discard' }).click();
    await expect(panel.clientId).toHaveValue('atlas-009');
    await expect(panel.clientId).toBeFocused();
    await page.goBack();
    await expect(panel.dialog).toBeHidden();
    await users.link(clientId).click();
    await expect(panel.clientId).toHaveValue(clientId);
    await expect(panel.name).not.toHaveValue('Discarded');
    await expect(panel.save).toBeDisabled();
  });

  test('is not opened again by Back once it made one, or what was typed is discarded', async ({ page, stock }) => {
    const users = await openUsers(page, 'q=atlas-001');
    const panel = users.createPanel;
    await users.create.click();
    await panel.clientId.fill(stock.word('back-'));
    await panel.create.click();
    await expect(panel.dialog).toBeHidden();
    await page.goBack();
    await expect(users.search).toHaveValue('atlas-001');
    await expect(panel.dialog).toBeHidden();

    await users.create.click();
    await panel.name.fill('Half done');
    await panel.cancel.click();
    await panel.discardQuestion.getByRole('button', { name: 'Discard' }).click();
    await expect(panel.dialog).toBeHidden();
    await page.goBack();
    await expect(users.search).toHaveValue('atlas-001');
    await expect(panel.dialog).toBeHidden();
  });

  test('takes a corrected client id away from under its fault', async ({ users, stock }) => {
    const panel = users.createPanel;
    await panel.create.click();
    await expect(panel.clientId).toHaveAttribute('aria-invalid', 'true');
    await panel.clientId.fill(stock.word('corrected-'));
    await expect(panel.clientId).not.toHaveAttribute('aria-invalid', 'true');
    await expect(panel.clientId).not.toHaveAccessibleDescription(/Enter a client id/);
  });

  test('refuses an address that is none, and names what is wrong at each field', async ({ users }) => {
    const panel = users.createPanel;
    await panel.clientId.fill('a b');
    await panel.email.fill('not an address');
    await panel.create.click();
    await expect(panel.email).toHaveAccessibleDescription(/not an email address/);
    await expect(panel.clientId).toHaveAccessibleDescription(/a blank/);
    await expect(panel.clientId).toBeFocused();
    await expect(panel.description).not.toHaveAttribute('aria-invalid', 'true');
  });

  test('trims blanks and line ends that were pasted along', async ({ page, users, stock }) => {
    const clientId = stock.word('pasted-');
    const panel = users.createPanel;
    await page.evaluate((text) => navigator.clipboard.writeText(text), ` \t${clientId}\r\n `);
    await panel.clientId.focus();
    await page.keyboard.press('ControlOrMeta+v');
    await panel.create.click();
    await expect(panel.dialog).toBeHidden();
    await expect(users.link(clientId)).toBeVisible();
  });

  test('has fields that browsers neither remember nor correct', async ({ users }) => {
    const { clientId } = users.createPanel;
    await expect(clientId).toHaveAttribute('autocomplete', 'off');
    await expect(clientId).toHaveAttribute('spellcheck', 'false');
    await expect(clientId).toHaveAttribute('aria-required', 'true');
  });

  test('puts the new one on top whatever was searched, highlighted and announced', async ({ page, users, stock, heard }) => {
    await users.goto('/admin/users/integration-users?q=atlas&sort=name');
    const clientId = stock.word('on-top-');
    await users.create.click();
    await users.createPanel.clientId.fill(clientId);
    await users.createPanel.clientId.press('Enter');
    await expect(users.createPanel.dialog).toBeHidden();
    await heard(new RegExp(`${clientId} was created and is active`));
    const first = users.rows.first();
    await expect(first.getByRole('link')).toHaveText(clientId);
    await users.expectStatus(clientId, 'Active');
    const looks = (row: typeof first) =>
      row.getByRole('cell').first().evaluate((cell) => {
        const { boxShadow, backgroundColor } = getComputedStyle(cell);
        return boxShadow + backgroundColor;
      });
    expect(await looks(first)).not.toBe(await looks(users.rows.nth(1)));
    await expect(page).not.toHaveURL(/\/new/);
  });

  test('keeps the focus inside and gives it back', async ({ page, users }) => {
    await users.goto('/admin/users/integration-users?q=atlas-001');
    await users.create.click();
    const panel = users.createPanel;
    await expect(panel.clientId).toBeFocused();
    const inside = () => panel.dialog.evaluate((dialog) => dialog.contains(document.activeElement));
    for (let presses = 0; presses < 14; presses++) {
      await page.keyboard.press('Tab');
      expect(await inside()).toBe(true);
    }
    await page.keyboard.press('Shift+Tab');
    expect(await inside()).toBe(true);
    await page.keyboard.press('Escape');
    await expect(panel.dialog).toBeHidden();
    await expect(users.create).toBeFocused();
  });

  test('asks before what was typed is lost', async ({ page, users }) => {
    const panel = users.createPanel;
    await panel.name.fill('Half done');
    await page.keyboard.press('Escape');
    await expect(panel.discardQuestion).toContainText('has not been saved');
    await panel.discardQuestion.getByRole('button', { name: 'Keep editing' }).click();
    await expect(panel.discardQuestion).toBeHidden();
    await expect(panel.name).toHaveValue('Half done');
    await expect(panel.name).toBeFocused();

    await panel.cancel.click();
    await page.keyboard.press('Escape');
    await expect(panel.discardQuestion).toBeHidden();
    await expect(panel.dialog).toBeVisible();

    await panel.cancel.click();
    await panel.discardQuestion.getByRole('button', { name: 'Discard' }).click();
    await expect(panel.dialog).toBeHidden();
    await expect(page).toHaveURL(/\/integration-users$/);
  });

  test('asks before Back loses what was typed', async ({ page }) => {
    const users = await openUsers(page);
    await users.create.click();
    const panel = users.createPanel;
    await panel.name.fill('Half done');
    await page.goBack();
    await expect(panel.discardQuestion).toBeVisible();
    await panel.discardQuestion.getByRole('button', { name: 'Keep editing' }).click();
    await expect(panel.name).toHaveValue('Half done');
    await expect(page).toHaveURL(/\/new$/);
  });

  test('is closed by Back once what was typed is gone again', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas-001');
    await users.create.click();
    const panel = users.createPanel;
    await panel.name.fill('x');
    await panel.name.fill('');
    await page.goBack();
    await expect(panel.dialog).toBeHidden();
    await expect(users.search).toHaveValue('atlas-001');
    await expect(page).toHaveURL(/\/integration-users\?q=atlas-001$/);
  });

  test('does not ask when nothing was typed, or what was typed is gone again', async ({ page, users }) => {
    const panel = users.createPanel;
    await panel.name.fill('x');
    await panel.name.fill('');
    await page.keyboard.press('Escape');
    await expect(panel.dialog).toBeHidden();
  });
});

test.describe('the Edit panel', () => {
  test('shows what is known of the user beside the fields', async ({ page }) => {
    const users = new Users(page);
    await users.openEdit('ATLAS_003');
    const { dialog } = users.editPanel;
    await expect(dialog.getByRole('term')).toHaveText(['Status', 'Party number', 'Date Added', 'Last Used']);
    await expect(dialog.getByRole('definition')).toContainText(['Inactive', 'ATLAS_003', /\d{4}-\d\d-\d\d/, 'Never']);
  });

  test('says what has changed, and lets save only what has', async ({ page, stock }) => {
    const { clientId, name, partyNumber } = stock.user();
    const users = new Users(page);
    await users.openEdit(partyNumber);
    const panel = users.editPanel;
    await expect(panel.save).toBeDisabled();
    await expect(panel.clientId).toHaveValue(clientId);
    await panel.name.fill('Renamed');
    await expect(panel.dialog.getByText('name changed', { exact: true })).toBeVisible();
    await expect(panel.save).toBeEnabled();
    await panel.name.fill(name);
    await expect(panel.save).toBeDisabled();

    const sales = await panel.groups('sales');
    await sales.available.move('Region 03');
    await sales.available.move('Region 04');
    await sales.selected.move('Region 01');
    await panel.name.fill('Renamed');
    await expect(panel.dialog.getByText('2 groups added, 1 removed, name changed')).toBeVisible();
    await panel.save.click();
    await expect(panel.dialog).toBeHidden();
    await expect(users.toast(`${clientId} was saved`)).toBeVisible();
    await page.reload();
    await users.openEdit(partyNumber);
    await expect(panel.name).toHaveValue('Renamed');
    await (await panel.groups('sales')).selected.expectOptions('Region 02', 'Region 03', 'Region 04');
  });

  test('changes the row without a reload, and gives the focus back to what opened it', async ({ page, stock }) => {
    const { clientId, partyNumber } = stock.user();
    const users = await openUsers(page, `q=${partyNumber}`);
    await page.evaluate(() => window.heard?.push('not reloaded'));
    await users.choose(clientId, 'Edit');
    await users.editPanel.name.fill('Another Name');
    await users.editPanel.save.click();
    await expect(users.editPanel.dialog).toBeHidden();
    await expect(users.row(clientId)).toContainText('Another Name');
    await expect(users.actions(clientId)).toBeFocused();
    expect(await page.evaluate(() => window.heard?.includes('not reloaded'))).toBe(true);
  });

  test('clears fields that may be empty', async ({ page, stock }) => {
    const { partyNumber } = stock.user();
    const users = new Users(page);
    await users.openEdit(partyNumber);
    const panel = users.editPanel;
    await panel.name.fill('');
    await panel.email.fill('ops@example.com');
    await panel.description.fill('Sends quotes.\nEvery night.');
    await expect(panel.dialog.getByText('name changed, contact email changed, description changed')).toBeVisible();
    await panel.save.click();
    await expect(panel.dialog).toBeHidden();
    await users.openEdit(partyNumber);
    await expect(panel.name).toHaveValue('');
    await expect(panel.description).toHaveValue('Sends quotes.\nEvery night.');
  });

  test('shows text as text', async ({ page, stock }) => {
    const { clientId, partyNumber } = stock.user();
    const users = new Users(page);
    const name = '<img src=x onerror=alert(1)> & "é"';
    await users.openEdit(partyNumber);
    await users.editPanel.name.fill(name);
    await users.editPanel.save.click();
    await expect(users.editPanel.dialog).toBeHidden();
    await users.goto(`/admin/users/integration-users?q=${clientId}`);
    await expect(users.row(clientId)).toContainText(name);
  });

  test('is not opened again by Back once it was saved', async ({ page, stock }) => {
    const { clientId } = stock.user();
    const users = await openUsers(page, `q=${clientId}`);
    await users.link(clientId).click();
    await users.editPanel.name.fill('Saved once');
    await users.editPanel.save.click();
    await expect(users.editPanel.dialog).toBeHidden();
    await page.goBack();
    await expect(users.row(clientId)).toContainText('Saved once');
    await expect(users.editPanel.dialog).toBeHidden();
    await expect(page).toHaveURL(/integration-users\?q=/);
  });

  test('can be left by keyboard from its foot', async ({ page, stock }) => {
    const users = new Users(page);
    await users.openEdit(stock.user().partyNumber);
    await tabTo(users.editPanel.cancel);
    await page.keyboard.press('Enter');
    await expect(users.editPanel.dialog).toBeHidden();
  });

  test('has nothing to press but Close where there is no such user', async ({ page, guard }) => {
    guard.expect(/404/);
    const users = new Users(page);
    await users.goto('/admin/users/integration-users/NOBODY_2');
    const { dialog, save, cancel } = users.editPanel;
    await expect(dialog).toContainText('There is no such integration user');
    await expect(dialog).not.toContainText('No changes');
    await expect(save).toBeHidden();
    await expect(cancel).toBeHidden();
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(page).toHaveURL(/\/integration-users$/);
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
