import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible, expectAccessibleInBothThemes, ON_TOP } from '../fixtures/axe.ts';
import { FAMILIES, type Family, id } from '../fixtures/many.ts';
import { api, breakDown, gate } from '../fixtures/network.ts';
import { Server } from '../fixtures/server.ts';
import { expect, expectHeard, signedIn, test } from '../fixtures/test.ts';
import { openActivity } from '../pages/activity.ts';
import { Bulk } from '../pages/bulk.ts';
import { tabTo } from '../pages/shell.ts';

const show = async (bulk: Bulk, family: Family, more = ''): Promise<void> => {
  await bulk.open(`q=${family}-client&sort=client-id${more}`);
  await bulk.expectCount(FAMILIES[family]);
};

/** Another page on the same server. */
const beside = async (bulk: Bulk): Promise<{ other: Bulk; page: Page }> => {
  const page = await bulk.page.context().newPage();
  return { other: new Bulk(page), page };
};

test.describe('selecting', () => {
  test('single rows, ranges, all and none', async ({ bulk }) => {
    await show(bulk, 'red');
    await expect(bulk.toolbar).toBeHidden();
    await bulk.box(id('red', 2)).check();
    await expect(bulk.toolbar).toContainText('1 selected');
    await expect(bulk.selectAll).toHaveJSProperty('indeterminate', true);
    await bulk.box(id('red', 5)).click({ modifiers: ['Shift'] });
    await expect(bulk.toolbar).toContainText('4 selected');
    await bulk.box(id('red', 3)).uncheck();
    await expect(bulk.toolbar).toContainText('3 selected');
    await bulk.selectAll.check();
    await expect(bulk.toolbar).toContainText('8 selected');
    await expect(bulk.selectAll).toHaveJSProperty('indeterminate', false);
    await expect(bulk.box(id('red', 8))).toBeChecked();
    // All that match are loaded: there is nothing more to select.
    await expect(bulk.tool(/that match/)).toBeHidden();
    await bulk.tool('Clear selection').click();
    await expect(bulk.toolbar).toBeHidden();
    await expect(bulk.selectAll).not.toBeChecked();
    await expect(bulk.selectAll).toBeFocused();
  });

  test('another list has nobody selected', async ({ bulk }) => {
    await show(bulk, 'red');
    await bulk.selectAll.check();
    await bulk.search.fill('green-client');
    await bulk.expectCount(FAMILIES.green);
    await expect(bulk.toolbar).toBeHidden();
    await expect(bulk.selectAll).not.toBeChecked();
  });

  test('nobody of the list before, though selected while the next was on its way', async ({ bulk }) => {
    await show(bulk, 'red');
    const slow = await gate(bulk.page, api.list);
    await bulk.search.fill('green-client');
    await slow.reached;
    await bulk.box(id('red', 2)).check();
    await expect(bulk.toolbar).toContainText('1 selected');
    slow.open();
    await bulk.expectCount(FAMILIES.green);
    await expect(bulk.toolbar).toBeHidden();
  });

  test('nobody where the list could not be had', async ({ bulk, guard }) => {
    guard.expect(/users\/list/, /ERR_CONNECTION_REFUSED/);
    await show(bulk, 'red');
    const mend = await breakDown(bulk.page, api.list, 'unreachable');
    await bulk.search.fill('green-client');
    await expect(bulk.table.getByRole('button', { name: 'Try again' })).toBeVisible();
    await bulk.selectAll.click();
    await expectHeard(bulk.page, /Nobody is selected/);
    await expect(bulk.toolbar).toBeHidden();
    await expect(bulk.selectAll).not.toBeChecked();
    await mend();
    await bulk.table.getByRole('button', { name: 'Try again' }).click();
    await bulk.expectCount(FAMILIES.green);
    await expect(bulk.selectAll).not.toBeChecked();
  });

  test('by keyboard alone, with Shift for a range and Enter to the actions', async ({ bulk }) => {
    const { keyboard } = bulk.page;
    await show(bulk, 'keys');
    await tabTo(bulk.box(id('keys', 1)));
    await keyboard.press('Space');
    await expectHeard(bulk.page, /1 selected/);
    await tabTo(bulk.box(id('keys', 3)));
    await keyboard.press('Shift+Space');
    await expect(bulk.toolbar).toContainText('3 selected');
    await keyboard.press('Enter');
    await expect(bulk.tool('Activate')).toBeFocused();
    await keyboard.press('ArrowRight');
    await expect(bulk.tool('Inactivate')).toBeFocused();
    await keyboard.press('End');
    await expect(bulk.tool('Clear selection')).toBeFocused();
    await keyboard.press('ArrowLeft');
    await expect(bulk.tool('Export')).toBeFocused();
    await keyboard.press('ArrowLeft');
    await keyboard.press('ArrowLeft');
    await keyboard.press('Enter');
    await expect(bulk.groupsPanel.getByRole('searchbox', { name: 'Find a group' })).toBeFocused();
    await keyboard.type('bulk ap');
    await tabTo(bulk.groupsPanel.getByRole('checkbox', { name: 'Bulk APAC' }));
    await keyboard.press('Space');
    await tabTo(bulk.groupsPanel.getByRole('button', { name: 'Add to groups' }));
    await keyboard.press('Enter');
    await expect(bulk.groupsPanel).toBeHidden();
    await expectHeard(bulk.page, /Add 3 integration users to Bulk APAC: 3 changed/);
    await expect(bulk.row(id('keys', 2))).toContainText('Bulk APAC');
    await expect(bulk.row(id('keys', 4))).not.toContainText('Bulk APAC');
    await expect(bulk.toolbar).toBeHidden();
    await expect(bulk.focused).toBeVisible();
  });
});

test.describe('exporting a selection', () => {
  test('writes out the rows that are selected, or all that match, and keeps the selection', async ({ bulk }) => {
    await show(bulk, 'slate');
    const saved = async (form: string) => {
      await bulk.tool('Export').click();
      const download = bulk.page.waitForEvent('download');
      await bulk.page.getByRole('menu', { name: 'Export' }).getByRole('menuitem', { name: form }).click();
      return readFile(await (await download).path(), 'utf8');
    };
    await bulk.box(id('slate', 2)).check();
    await bulk.box(id('slate', 4)).check();
    const two = (await saved('NDJSON')).trimEnd().split('\n');
    expect(two.map((line) => (JSON.parse(line) as { integrationUser: { oauthClientId: string } }).integrationUser.oauthClientId)).toEqual([
      id('slate', 2),
      id('slate', 4),
    ]);
    await expect(bulk.toolbar).toContainText('2 selected');
    // Escape closes the menu and not the tool bar.
    await bulk.tool('Export').click();
    await bulk.page.keyboard.press('Escape');
    await expect(bulk.page.getByRole('menu', { name: 'Export' })).toBeHidden();
    await expect(bulk.toolbar).toContainText('2 selected');
    await bulk.selectAll.check();
    expect((await saved('Table (CSV)')).trimEnd().split('\r\n')).toHaveLength(FAMILIES.slate + 1);
  });
});

test.describe('changing many', () => {
  test('inactivates after a question, says what was done, and undoes it', async ({ bulk }) => {
    await show(bulk, 'green');
    await bulk.selectAll.check();
    await bulk.tool('Inactivate').click();
    const question = bulk.dialog('Inactivate 6 integration users?');
    await expect(question).toContainText('refused at once');
    await expectAccessible(bulk.page, ON_TOP);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await bulk.expectStatus(id('green', 1), 'Active');
    await expect(bulk.toolbar).toContainText('6 selected');

    await bulk.tool('Inactivate').click();
    await question.getByRole('button', { name: 'Inactivate' }).click();
    await expect(bulk.toast(/Inactivate 6 integration users: 6 changed/)).toBeVisible();
    await bulk.expectStatus(id('green', 1), 'Inactive');
    await bulk.expectStatus(id('green', 6), 'Inactive');
    await bulk.undo.click();
    await expect(bulk.toast(/Activate 6 integration users \(undo\): 6 changed/)).toBeVisible();
    await bulk.expectStatus(id('green', 6), 'Active');
  });

  test('changes all that match, beyond the rows that are loaded', async ({ bulk }) => {
    await show(bulk, 'blue');
    await bulk.selectAll.check();
    await expect(bulk.toolbar).toContainText('50 selected');
    await bulk.tool(/^Select all 130 that match$/).click();
    await expect(bulk.toolbar).toContainText('All 130 that match are selected');
    await bulk.tool('Add to groups').click();
    await bulk.groupsPanel.getByRole('checkbox', { name: 'Bulk EMEA' }).check();
    await bulk.groupsPanel.getByRole('button', { name: 'Add to groups' }).click();
    await expect(bulk.toast(/Add 130 integration users to Bulk EMEA: 130 changed/)).toBeVisible();
    await bulk.open('q=blue-client&sales-group=BulkEMEA');
    await bulk.expectCount(130);
    await bulk.box(id('blue', 1)).check();
    await bulk.tool('Remove from groups').click();
    await bulk.groupsPanel.getByRole('checkbox', { name: 'Bulk EMEA' }).check();
    await bulk.groupsPanel.getByRole('button', { name: 'Remove from groups' }).click();
    await bulk.expectCount(129);
  });

  test('leaves alone what somebody else changed, and says who and why', async ({ bulk }) => {
    // Else one would see it, on its way or soon after.
    await bulk.page.route('**/api/live**', () => undefined);
    await show(bulk, 'amber');
    const { other, page } = await beside(bulk);
    await show(other, 'amber');
    await bulk.selectAll.check();
    await other.choose(id('amber', 2), 'Inactivate');
    await other.inactivateDialog(id('amber', 2)).getByRole('button', { name: 'Inactivate' }).click();
    // The row shows it at once; this, that the server has it.
    await expect(other.undo).toBeVisible();
    await page.close();

    await bulk.tool('Inactivate').click();
    await bulk.dialog(/^Inactivate 6/).getByRole('button', { name: 'Inactivate' }).click();
    await expect(bulk.running).toContainText('5 changed, 1 changed by someone else meanwhile');
    await expectAccessibleInBothThemes(bulk.page);
    await bulk.running.getByRole('button', { name: 'Not changed' }).click();
    const change = bulk.change(/Inactivate 6 integration users/);
    await change.getByRole('button', { name: /^Not changed · 1 integration user/ }).click();
    await expect(change.getByRole('link', { name: id('amber', 2) })).toBeVisible();
    await expect(change.getByText('changed by someone else meanwhile', { exact: true })).toBeVisible();
    await expectAccessibleInBothThemes(bulk.page, ON_TOP);
    await bulk.page.keyboard.press('Escape');
    await bulk.running.getByRole('button', { name: /^Dismiss/ }).click();
    await expect(bulk.running).toBeHidden();
  });

  test('is there when one comes back, and in the activity log in words', async ({ bulk }) => {
    await show(bulk, 'pearl');
    await bulk.selectAll.check();
    await bulk.tool('Activate').click();
    await expect(bulk.running).toContainText('9 so already');
    await bulk.goto('/admin');
    await show(bulk, 'pearl');
    await bulk.changes.click();
    await expect(bulk.change(/Activate 9 integration users/)).toContainText('0 changed, 9 so already');
    await expect(bulk.change(/Activate 9 integration users/)).toContainText('Administrator');
    const activity = await openActivity(bulk.page, 'action=finished');
    const entry = activity.entry(/ended: activate 9 integration users/);
    await expect(entry).toContainText('So already');
    await activity.open('action=started');
    await expect(activity.entry(/began a bulk change: activate 9 integration users/)).toBeVisible();
  });

  test('is stopped by Cancel; what was changed stays and can be undone', async ({ browser, guard }) => {
    test.setTimeout(90_000);
    // So many that it runs for some seconds, also in an optimised build.
    const many = 40_000;
    const said = many.toLocaleString('en-GB');
    const lines = Array.from({ length: many }, (_, at) =>
      JSON.stringify({ integrationUser: { oauthClientId: `flood-client-${at}`, partyNumber: `FLOOD_${at}` } }),
    );
    const server = await Server.start({ lines: lines.join('\n') });
    const context = await signedIn(browser, server);
    guard.watch(context);
    const flood = new Bulk(await context.newPage());
    await flood.open();
    await flood.selectAll.check();
    await flood.tool(new RegExp(`^Select all ${said} that match$`)).click();
    await flood.tool('Inactivate').click();
    await flood.dialog(new RegExp(`^Inactivate ${said}`)).getByRole('button', { name: 'Inactivate' }).click();
    await expect(flood.running.getByRole('progressbar')).toBeVisible();
    await flood.running.getByRole('button', { name: new RegExp(`^Cancel: Inactivate ${said}`) }).click();
    const outcome = flood.running.getByText(/^Cancelled: [\d,]+ changed, [\d,]+ not reached$/);
    await expect(outcome).toBeVisible({ timeout: 30_000 });
    const [changed, left] = /([\d,]+) changed, ([\d,]+) not/
      .exec((await outcome.textContent()) ?? '')!
      .slice(1)
      .map((count) => Number(count.replaceAll(',', '')));
    expect(changed! + left!).toBe(many);
    await flood.open('status=active');
    await flood.expectCount(left!);
    await flood.changes.click();
    await flood.change(new RegExp(`Inactivate ${said}`)).getByRole('button', { name: /^Undo: Inactivate/ }).click();
    await flood.page.keyboard.press('Escape');
    await expect(flood.status).toHaveText(`${said} integration users`, { timeout: 30_000 });
    await context.close();
    await server.stop();
  });

  test('is begun once by a double click', async ({ bulk }) => {
    await show(bulk, 'coral');
    await bulk.selectAll.check();
    const slow = await gate(bulk.page, '**/api/jobs/start*');
    await bulk.tool('Activate').dblclick();
    await slow.reached;
    slow.open();
    await expect(bulk.toolbar).toBeHidden();
    expect(slow.count()).toBe(1);
    await expectHeard(bulk.page, /Begun: Activate 5 integration users/);
  });

  test('is begun late, and leaves alone who is selected in another list by then', async ({ bulk }) => {
    await show(bulk, 'coral');
    await bulk.selectAll.check();
    const slow = await gate(bulk.page, '**/api/jobs/start*');
    await bulk.tool('Activate').click();
    await slow.reached;
    await bulk.search.fill('slate-client');
    await bulk.expectCount(FAMILIES.slate);
    await bulk.box(id('slate', 2)).check();
    slow.open();
    await expectHeard(bulk.page, /Begun: Activate 5 integration users/);
    await expect(bulk.toolbar).toContainText('1 selected');
    await expect(bulk.box(id('slate', 2))).toBeChecked();
  });

  test('is undone in the panel, which keeps the focus, and says so when it could not be', async ({ bulk, guard }) => {
    guard.expect(/jobs\/undo/, /ERR_CONNECTION_REFUSED/);
    await show(bulk, 'coral');
    await bulk.selectAll.check();
    await bulk.tool('Inactivate').click();
    await bulk.dialog(/^Inactivate 5/).getByRole('button', { name: 'Inactivate' }).click();
    await expect(bulk.toast(/Inactivate 5 integration users: 5 changed/)).toBeVisible();
    await bulk.changes.click();
    const undo = bulk.changesPanel.getByRole('button', { name: /^Undo: Inactivate 5/ });
    await bulk.page.route('**/api/jobs/undo*', (route) => route.abort('connectionrefused'), { times: 1 });
    await undo.press('Enter');
    await expect(bulk.changesPanel).toContainText('The server cannot be reached');
    await undo.press('Enter');
    await expect(undo).toBeHidden();
    await expect(bulk.changesPanel.getByRole('button', { name: 'Close' }).first()).toBeFocused();
  });

  test('says what went wrong and keeps the selection', async ({ bulk, guard }) => {
    guard.expect(/jobs\/start/, /ERR_CONNECTION_REFUSED/);
    await show(bulk, 'coral');
    await bulk.selectAll.check();
    await bulk.page.route('**/api/jobs/start*', (route) => route.abort('connectionrefused'));
    await bulk.tool('Activate').click();
    await expect(bulk.page.getByText('The server cannot be reached').first()).toBeVisible();
    await expect(bulk.toolbar).toContainText('5 selected');
  });
});

test.describe('on every screen', () => {
  test('the table, the tool bar and the panel of groups are accessible', async ({ bulk }) => {
    await show(bulk, 'slate');
    await bulk.box(id('slate', 2)).check();
    await expectAccessibleInBothThemes(bulk.page);
    await bulk.tool('Add to groups').click();
    await expect(bulk.groupsPanel.getByRole('checkbox').first()).toBeVisible();
    await expectAccessibleInBothThemes(bulk.page, ON_TOP);
  });

  test('the tool bar is as wide as the table, in one line', async ({ bulk }) => {
    await show(bulk, 'red');
    await bulk.box(id('red', 1)).check();
    const [bar, table] = [(await bulk.toolbar.boundingBox())!, (await bulk.table.boundingBox())!];
    // The frame of the table has a line of a pixel.
    expect(Math.abs(bar.x - table.x)).toBeLessThanOrEqual(1);
    expect(Math.abs(bar.width - table.width)).toBeLessThanOrEqual(2);
    const [first, last] = [(await bulk.tool('Activate').boundingBox())!, (await bulk.tool('Clear selection').boundingBox())!];
    expect(last.y).toBe(first.y);
    expect(bar.height).toBeLessThan(2 * first.height);
  });

  test('a message stands above the tool bar, however many lines that has', async ({ bulk }) => {
    await bulk.page.setViewportSize({ width: 768, height: 800 });
    await show(bulk, 'red');
    await bulk.box(id('red', 1)).check();
    await expect(bulk.toolbar).toBeVisible();
    await bulk.choose(id('red', 2), 'Copy client id');
    const cross = bulk.page.getByRole('button', { name: 'Dismiss' }).first();
    await expect(cross).toBeVisible();
    const [message, bar] = [(await cross.boundingBox())!, (await bulk.toolbar.boundingBox())!];
    expect(message.y + message.height).toBeLessThanOrEqual(bar.y);
  });

  test('a name that is not there is a dash', async ({ bulk }) => {
    await show(bulk, 'red');
    await expect(bulk.row(id('red', 1)).getByRole('cell').nth(2)).toHaveText('—');
  });

  test('nothing is lost at 360 and at 320 px', async ({ bulk }) => {
    for (const width of [360, 320]) {
      await bulk.page.setViewportSize({ width, height: 740 });
      await show(bulk, 'slate');
      await bulk.selectAll.check();
      await expect(bulk.tool('Activate')).toBeInViewport();
      await bulk.tool('Clear selection').scrollIntoViewIfNeeded();
      await expect(bulk.tool('Clear selection')).toBeInViewport();
      expect(await bulk.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await bulk.tool('Add to groups').click();
      await expect(bulk.groupsPanel.getByRole('checkbox').first()).toBeVisible();
      await bulk.page.keyboard.press('Escape');
    }
  });
});
