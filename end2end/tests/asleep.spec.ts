import type { Page } from '@playwright/test';
import { gate } from '../fixtures/network.ts';
import { expect, test } from '../fixtures/test.ts';
import { Groups } from '../pages/groups.ts';
import { Users } from '../pages/users.ts';

/** Opens a page whose program is held back until it is woken, and counts the pages that the browser asks for. */
async function openAsleep(page: Page, address: string): Promise<{ wake: () => void; pages: () => number }> {
  const program = await gate(page, '**/pkg/**/*.wasm');
  let pages = 0;
  page.on('request', (request) => (pages += request.isNavigationRequest() ? 1 : 0));
  await page.goto(address, { waitUntil: 'commit' });
  return { wake: program.open, pages: () => pages };
}

test.describe('before the program is there', () => {
  test('what is typed into the Create panel stays there, is sent nowhere, and makes a user then', async ({ page, stock }) => {
    const clientId = stock.word('asleep-');
    const users = new Users(page);
    const asleep = await openAsleep(page, '/admin/users/integration-users/new');
    const panel = users.createPanel;
    await panel.clientId.fill(clientId);
    await panel.name.fill('Early');
    await panel.name.press('Enter');
    await expect(panel.create).toBeDisabled();
    await panel.create.click({ force: true });
    asleep.wake();
    await users.awake();
    await expect(panel.clientId).toHaveValue(clientId);
    await expect(panel.name).toHaveValue('Early');
    await expect(page).toHaveURL(/\/new$/);
    expect(asleep.pages()).toBe(1);
    await panel.create.click();
    await expect(panel.dialog).toBeHidden();
    await expect(users.row(clientId)).toContainText('Early');
  });

  test('the same for a group, with the type that was chosen', async ({ page, stock }) => {
    const variableName = stock.word('asleep');
    const label = `Early ${variableName}`;
    const groups = new Groups(page);
    const asleep = await openAsleep(page, '/admin/users/groups/new');
    const panel = groups.createPanel;
    await panel.variableName.fill(variableName);
    await panel.type('Administrator').check();
    await panel.label.fill(label);
    await panel.label.press('Enter');
    await expect(panel.create).toBeDisabled();
    await panel.create.click({ force: true });
    asleep.wake();
    await groups.awake();
    await expect(panel.label).toHaveValue(label);
    await expect(panel.variableName).toHaveValue(variableName);
    await expect(panel.type('Administrator')).toBeChecked();
    await expect(page).toHaveURL(/\/new$/);
    expect(asleep.pages()).toBe(1);
    await panel.create.click();
    await expect(panel.dialog).toBeHidden();
    await expect(groups.row(label)).toContainText('Administrator');
  });

  test('Cancel leads to the list behind the panel', async ({ page }) => {
    const users = new Users(page);
    const asleep = await openAsleep(page, '/admin/users/integration-users/new?q=atlas-010');
    await users.createPanel.cancel.click();
    await expect(users.createPanel.dialog).toBeHidden();
    await users.expectCount(1);
    asleep.wake();
    await users.awake();
    await expect(page).toHaveURL(/\/integration-users\?q=atlas-010$/);
  });
});
