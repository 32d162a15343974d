import type { Locator } from '@playwright/test';
import { painted } from '../fixtures/guard.ts';
import { api, gate } from '../fixtures/network.ts';
import { expect, test } from '../fixtures/test.ts';
import { Groups, openGroups } from '../pages/groups.ts';
import { INBOUND_CALLS, InboundCalls, openInboundCalls } from '../pages/inboundCalls.ts';
import { openUsers, Users, USERS } from '../pages/users.ts';

/** Types into a field, all but the last letter and then that, and presses a link, before the page has had time for anything in between: what the
 * first of it asks for is on its way then, and what the last asks for waits. */
async function typeAndPress(field: Locator, text: string, link: Locator): Promise<void> {
  const target = await link.elementHandle();
  await field.evaluate(
    (input: HTMLInputElement, [text, link]) => {
      for (const typed of [text.slice(0, -1), text]) {
        input.value = typed;
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }
      (link as HTMLElement).click();
    },
    [text, target] as const,
  );
}

test.describe('whoever is faster than the page', () => {
  test('opens a panel from a list that is being searched, and has both', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    await typeAndPress(users.search, 'atlas-00', users.link('atlas-002'));
    const panel = users.editPanel;
    await expect(panel.clientId).toHaveValue('atlas-002');
    await expect(page).toHaveURL(/\/integration-users\/[^/?]+\?q=atlas-00$/);
    // The answer to what was typed last has come: nothing is left that could close the panel.
    await users.expectCount(9);
    await painted(page);
    await expect(panel.dialog).toBeVisible();
    // One step back is the list, and the panel was opened by a step of its own.
    await page.goBack();
    await expect(panel.dialog).toBeHidden();
    await expect(users.heading('Integration Users')).toBeVisible();
  });

  test('makes a user while the list is being searched', async ({ page }) => {
    const users = await openUsers(page);
    await typeAndPress(users.search, 'atlas-00', users.create);
    await expect(page).toHaveURL(/\/integration-users\/new\?q=atlas-00$/);
    await users.expectCount(9);
    await painted(page);
    await expect(users.createPanel.clientId).toBeFocused();
    await users.createPanel.cancel.click();
    await expect(users.createPanel.dialog).toBeHidden();
    await users.expectCount(9);
  });

  test('leaves a list that is being searched, and is not fetched back', async ({ page }) => {
    const users = await openUsers(page);
    await typeAndPress(users.search, 'atlas', users.navigation.getByRole('link', { name: 'Groups', exact: true }));
    await expect(users.heading('Groups')).toBeVisible();
    await expect(page).toHaveURL(/\/groups$/);
    // A search waits for as long here as there, and this one begins later: once it is answered, nothing comes of that one any more.
    const groups = new Groups(page);
    await groups.search.pressSequentially('atlase');
    await expect(page).toHaveURL(/\/groups\?q=atlase$/);
    await groups.expectCount(1);
    await painted(page);
    await expect(users.heading('Groups')).toBeVisible();
  });

  test('edits a user while more rows are on their way, and keeps the panel and what was typed', async ({ page }) => {
    const users = await openUsers(page, 'q=atlas');
    const slow = await gate(page, api.list);
    await users.loadMore.press('Enter');
    await slow.reached;
    const first = (await users.clientIds())[0] ?? '';
    await users.link(first).click();
    const panel = users.editPanel;
    await expect(panel.clientId).toHaveValue(first);
    await panel.name.fill('Half typed');
    slow.open();
    await expect(page).toHaveURL(/\/integration-users\/[^/?]+\?q=atlas&rows=100$/);
    await expect(panel.name).toHaveValue('Half typed');
    await panel.cancel.click();
    await panel.discardQuestion.getByRole('button', { name: 'Discard' }).click();
    await expect(panel.dialog).toBeHidden();
    await expect(users.rows).toHaveCount(100);
  });

  test('leaves for another page while a change is being saved, and is told what came of it', async ({ page, stock }) => {
    const { clientId, partyNumber } = stock.user();
    const users = await openUsers(page, `q=${clientId}`);
    await users.link(clientId).click();
    await users.editPanel.name.fill('Saved behind the scenes');
    const slow = await gate(page, api.update);
    await users.editPanel.save.click();
    await slow.reached;
    await page.goBack();
    await users.editPanel.discardQuestion.getByRole('button', { name: 'Discard' }).click();
    await users.navigation.getByRole('link', { name: 'Groups', exact: true }).click();
    await expect(users.heading('Groups')).toBeVisible();
    slow.open();
    await expect(users.toast(`${clientId} was saved`)).toBeVisible();
    // The page goes on, and the list knows.
    await users.navigation.getByRole('link', { name: 'Integration Users', exact: true }).click();
    await users.search.fill(partyNumber);
    await expect(users.row(clientId)).toContainText('Saved behind the scenes');
  });

  test('opens a group from a list of groups that is being searched', async ({ page }) => {
    const groups = await openGroups(page);
    await typeAndPress(groups.search, 'atlase', groups.link('Atlas EMEA'));
    await expect(groups.editPanel.variableName).toHaveValue('atlasEmea');
    await expect(page).toHaveURL(/\/groups\/atlasEmea\?q=atlase$/);
    await groups.expectCount(1);
    await painted(page);
    await expect(groups.editPanel.dialog).toBeVisible();
  });

  test('opens a menu of a page that is still asleep, and has it once the page is awake', async ({ page }) => {
    const program = await gate(page, '**/pkg/**/*.wasm');
    const users = new Users(page);
    await page.goto(`${USERS}?q=atlas-00`, { waitUntil: 'commit' });
    const menu = await users.menu('atlas-002');
    // Open, but there is nothing in it to be seen.
    await expect(menu).toHaveCSS('opacity', '0');
    program.open();
    await expect(menu.getByRole('menuitem', { name: 'Edit' })).toBeFocused();
    await expect(menu).toHaveCSS('opacity', '1');
    await expect(users.actions('atlas-002')).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('Enter');
    await expect(users.editPanel.clientId).toHaveValue('atlas-002');
  });

  test('goes back while a page that was loaded anew is still asleep, and sees the page before', async ({ page }) => {
    const calls = await openInboundCalls(page);
    await calls.period(90).click();
    await expect(calls.totals).toContainText('in 90 days');
    const program = await gate(page, '**/pkg/**/*.wasm');
    await page.reload({ waitUntil: 'commit' });
    await expect(calls.totals).toContainText('in 90 days');
    await page.goBack({ waitUntil: 'commit' });
    // The server answers, without the program.
    await expect(calls.totals).toContainText('in 30 days');
    program.open();
    await calls.awake();
    await expect(calls.period(30)).toHaveAttribute('aria-current', 'true');
    await page.goForward();
    await expect(calls.totals).toContainText('in 90 days');
  });

  test('jumps to a place within a page that is still asleep, which stays', async ({ page }) => {
    const program = await gate(page, '**/pkg/**/*.wasm');
    let documents = 0;
    page.on('request', (request) => (documents += request.isNavigationRequest() ? 1 : 0));
    const calls = new InboundCalls(page);
    await page.goto(INBOUND_CALLS, { waitUntil: 'commit' });
    await expect(calls.totals).toBeVisible();
    await calls.skipLink.press('Enter');
    await expect(page).toHaveURL(/#/);
    program.open();
    await calls.awake();
    expect(documents).toBe(1);
  });
});
