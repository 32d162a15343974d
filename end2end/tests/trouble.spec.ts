import { expectHeard, forget } from '../fixtures/test.ts';
import { api, breakDown, gate, type Breakage } from '../fixtures/network.ts';
import { expect, test } from '../fixtures/test.ts';
import { openUsers, Users } from '../pages/users.ts';

test.describe('double clicks and slow answers', () => {
  test('a double click on Create makes one user', async ({ page, stock }) => {
    const users = await openUsers(page);
    const clientId = stock.word('double-');
    await users.create.click();
    const panel = users.createPanel;
    await panel.clientId.fill(clientId);
    const slow = await gate(page, api.create);
    await panel.create.dblclick();
    await slow.reached;
    await expect(panel.create).toHaveText(/Creating…/);
    await page.keyboard.press('Enter');
    await panel.clientId.press('Enter');
    slow.open();
    await expect(panel.dialog).toBeHidden();
    expect(slow.count()).toBe(1);
    await users.search.fill(clientId);
    await users.expectCount(1);
  });

  test('a double click on Save saves once', async ({ page, stock }) => {
    const users = new Users(page);
    await users.openEdit(stock.user().partyNumber);
    const panel = users.editPanel;
    await panel.name.fill('Twice');
    const slow = await gate(page, api.update);
    await panel.save.dblclick();
    await slow.reached;
    await expect(panel.save).toHaveText(/Saving…/);
    await panel.name.press('Enter');
    slow.open();
    await expect(panel.dialog).toBeHidden();
    expect(slow.count()).toBe(1);
  });

  test('a double click on Inactivate asks and does it once', async ({ page, stock }) => {
    const { clientId } = stock.user();
    const users = await openUsers(page, `q=${clientId}`);
    const slow = await gate(page, api.setStatus);
    await users.choose(clientId, 'Inactivate');
    await users.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).dblclick();
    await slow.reached;
    slow.open();
    await users.expectStatus(clientId, 'Inactive');
    expect(slow.count()).toBe(1);
    await expect(users.inactivateDialog(clientId)).toBeHidden();
  });
});

test.describe('when the way to the server is broken', () => {
  const words: Record<Breakage, RegExp> = {
    unreachable: /The server cannot be reached/,
    broken: /makes no sense here/,
    nonsense: /makes no sense here/,
    busy: /database cannot be reached or written to now/,
  };

  for (const how of ['unreachable', 'broken', 'nonsense', 'busy'] as const) {
    test(`the Create panel keeps what was typed (${how})`, async ({ page, guard, stock }) => {
      guard.expect(/users\/create/, /ERR_CONNECTION_REFUSED/, /status of 50[03]/);
      const users = await openUsers(page);
      const clientId = stock.word('kept-');
      await users.create.click();
      const panel = users.createPanel;
      await panel.clientId.fill(clientId);
      await panel.name.fill('Kept');
      const administrator = await panel.groups('administrator');
      await administrator.available.move('Document Designers');
      const mend = await breakDown(page, api.create, how);
      await panel.create.click();
      await expect(panel.alert).toContainText(words[how]);
      // A page that is loaded anew would have lost it.
      await expect(panel.alert).toContainText(/try again/i);
      await expect(panel.alert).not.toContainText(/reload/i);
      await expect(panel.create).toHaveText('Create');
      await expect(panel.clientId).toHaveValue(clientId);
      await expect(panel.name).toHaveValue('Kept');
      await panel.expectSelected('administrator', 1);

      await mend();
      await panel.create.click();
      await expect(panel.dialog).toBeHidden();
      await expect(users.row(clientId)).toContainText('Document Designers');
    });
  }

  test('the Edit panel keeps what was typed', async ({ page, guard, stock }) => {
    guard.expect(/users\/update/, /ERR_CONNECTION_REFUSED/);
    const users = new Users(page);
    await users.openEdit(stock.user().partyNumber);
    const panel = users.editPanel;
    await panel.name.fill('Kept');
    const mend = await breakDown(page, api.update, 'unreachable');
    await panel.save.click();
    await expect(panel.alert).toContainText('The server cannot be reached');
    await expect(panel.name).toHaveValue('Kept');
    await mend();
    await panel.save.click();
    await expect(panel.dialog).toBeHidden();
  });

  test('a panel says so where it is seen, however far it is scrolled and however little room it has', async ({ page, guard, stock }) => {
    guard.expect(/users\/update/, /ERR_CONNECTION_REFUSED/);
    const users = new Users(page);
    await users.openEdit(stock.user().partyNumber);
    const panel = users.editPanel;
    await panel.name.fill('Out of sight');
    await panel.groups('administrator');
    const sales = await panel.groups('sales');
    await sales.selected.list.scrollIntoViewIfNeeded();
    await expect(panel.clientId).not.toBeInViewport();
    await breakDown(page, api.update, 'unreachable');
    await panel.save.click();
    await expect(panel.alert).toBeInViewport();
    await expect(panel.save).toBeFocused();

    // With so little height the buttons scroll too.
    await page.setViewportSize({ width: 1280, height: 320 });
    await panel.name.press('Enter');
    await expect(panel.alert).toBeInViewport();
    await expect(panel.name).toBeFocused();
  });

  test('"Try again" can be pressed again and again', async ({ page, guard }) => {
    guard.expect(/users\/list/, /ERR_CONNECTION_REFUSED/);
    const users = await openUsers(page);
    const mend = await breakDown(page, api.list, 'unreachable');
    await users.search.fill('atlas-00');
    const again = users.table.getByRole('button', { name: 'Try again' });
    await expect(again).toBeVisible();
    await mend();
    const held: ((broken: boolean) => void)[] = [];
    await page.route(api.list, async (route) => {
      const broken = await new Promise<boolean>((go) => held.push(go));
      await (broken ? route.abort('connectionrefused') : route.continue());
    });
    await again.click();
    await expect.poll(() => held.length).toBe(1);
    await again.click();
    held[0]?.(true);
    await expect.poll(() => held.length).toBe(2);
    // What the button belongs to is gone with the first answer; it stands there until the second.
    await again.click();
    held[1]?.(false);
    await users.expectCount(9);
  });

  test('a status that could not be changed stays as it was, and says so', async ({ page, guard, stock }) => {
    guard.expect(/set-status/, /ERR_CONNECTION_REFUSED/);
    const { clientId } = stock.user();
    const users = await openUsers(page, `q=${clientId}`);
    const mend = await breakDown(page, api.setStatus, 'unreachable');
    await users.choose(clientId, 'Inactivate');
    const question = users.inactivateDialog(clientId);
    await question.getByRole('button', { name: 'Inactivate' }).click();
    await expect(page.getByText('The server cannot be reached').first()).toBeVisible();
    await users.expectStatus(clientId, 'Active');
    await mend();
  });

  test('a panel whose user cannot be loaded says so and can try again', async ({ page, guard }) => {
    guard.expect(/users\/get/, /ERR_CONNECTION_REFUSED/);
    const users = await openUsers(page, 'q=atlas-011');
    const mend = await breakDown(page, api.get, 'unreachable');
    await users.link('atlas-011').click();
    await expect(users.editPanel.dialog.getByText('The server cannot be reached')).toBeVisible();
    await mend();
    await users.editPanel.dialog.getByRole('button', { name: 'Try again' }).click();
    await expect(users.editPanel.clientId).toHaveValue('atlas-011');
  });

  test('a page whose part of the program cannot be fetched says so until it comes, and then comes alive', async ({ page, guard, stock }) => {
    guard.expect(/\.wasm/, /ERR_CONNECTION_REFUSED/, /Failed to fetch/);
    const mend = await breakDown(page, '**/split_user_panels.wasm', 'unreachable');
    const users = new Users(page);
    await page.goto(`/admin/users/integration-users/${stock.user().partyNumber}`, { waitUntil: 'commit' });
    const notice = page.getByRole('alert').filter({ hasText: 'The server cannot be reached' });
    await expect(notice).toBeVisible();
    // What the server sent is there meanwhile, and what is typed into it is not lost, nor does the next letter go elsewhere.
    await users.editPanel.name.fill('Earl');
    await mend();
    await users.awake();
    await expect(notice).toBeHidden();
    await expect(users.editPanel.name).toBeFocused();
    await page.keyboard.press('End');
    await page.keyboard.type('y');
    await expect(users.editPanel.name).toHaveValue('Early');
    await users.editPanel.save.click();
    await expect(users.editPanel.dialog).toBeHidden();
  });

  for (const file of ['js', 'wasm'] as const) {
    test(`a page whose program cannot be loaded (${file}) says so, and is searched as without script`, async ({ page, guard }) => {
      guard.expect(/integration-users/, /ERR_CONNECTION_REFUSED/, /Failed to fetch/);
      const mend = await breakDown(page, `**/integration-users.${file}`, 'unreachable');
      const users = new Users(page);
      await page.goto('/admin/users/integration-users?q=atlas');
      const notice = page.getByRole('alert').filter({ hasText: 'could not be loaded' });
      await expect(notice).toBeVisible();
      await users.search.fill('atlas-00');
      await users.search.press('Enter');
      await users.expectCount(9);
      await mend();
      await page.reload();
      await users.awake();
      await expect(notice).toBeHidden();
    });
  }

  test('an ended session is told, and nothing is lost once one has signed in elsewhere', async ({ another, session, guard, stock }) => {
    guard.expect(/401/);
    const context = await another();
    const page = await context.newPage();
    const { partyNumber } = stock.user();
    const users = new Users(page);
    await users.openEdit(partyNumber);
    const panel = users.editPanel;
    await panel.name.fill('Still here');
    await context.clearCookies();
    await panel.save.click();
    await expect(panel.alert).toContainText('Your session has ended');
    await expect(panel.name).toHaveValue('Still here');
    const opened = context.waitForEvent('page');
    await panel.alert.getByRole('link', { name: 'Open the sign-in page in a new tab' }).click();
    const signIn = await opened;
    await expect(signIn).toHaveURL(/\/sign-in$/);
    await signIn.close();
    await expect(panel.discardQuestion).toBeHidden();
    await context.addCookies(session.cookies);
    await panel.save.click();
    await expect(panel.dialog).toBeHidden();
  });
});

test.describe('undo', () => {
  test('takes back an inactivation and an activation', async ({ page, stock }) => {
    const { clientId } = stock.user();
    const users = await openUsers(page, `q=${clientId}`);
    await users.choose(clientId, 'Inactivate');
    await users.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).click();
    await users.expectStatus(clientId, 'Inactive');
    await expectHeard(page, new RegExp(`${clientId} is inactive`));
    await users.undo.click();
    await users.expectStatus(clientId, 'Active');

    await users.choose(clientId, 'Inactivate');
    await users.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).click();
    await users.expectStatus(clientId, 'Inactive');
    await expectHeard(page, new RegExp(`${clientId} is inactive`));
    // It was active before: what is said of that now would be taken for what is said next.
    await forget(page);
    await users.choose(clientId, 'Activate');
    await users.expectStatus(clientId, 'Active');
    await expectHeard(page, new RegExp(`${clientId} is active`));
    await users.undo.last().click();
    await users.expectStatus(clientId, 'Inactive');
  });
});

test.describe('two administrators', () => {
  test('who edit the same user at once are both told: use theirs', async ({ page, another, stock, guard }) => {
    guard.expect(/409|412/);
    const { clientId, partyNumber } = stock.user();
    const mine = new Users(page);
    const theirs = new Users(await (await another()).newPage());
    await Promise.all([mine.openEdit(partyNumber), theirs.openEdit(partyNumber)]);
    await theirs.editPanel.name.fill('Theirs');
    await theirs.editPanel.save.click();
    await expect(theirs.editPanel.dialog).toBeHidden();

    const panel = mine.editPanel;
    await panel.name.fill('Mine');
    const sales = await panel.groups('sales');
    await sales.available.move('Region 09');
    await panel.save.click();
    await expect(panel.conflict).toBeVisible();
    await expect(panel.conflict).toContainText('Theirs');
    await expect(panel.conflict).toContainText('Mine');
    await expect(panel.conflict).toContainText('Region 09');
    const field = (name: string) => panel.conflict.getByRole('rowheader', { name, exact: true });
    await expect(field('Name differs')).toBeVisible();
    await expect(field('Sales groups differs')).toBeVisible();
    await expect(field('Client Id')).toBeVisible();
    await panel.conflict.getByRole('button', { name: 'Use theirs' }).click();
    await expect(panel.conflict).toBeHidden();
    await expectHeard(mine.page, /The panel now shows the saved version/);
    await expect(panel.name).toHaveValue('Theirs');
    await expect(panel.save).toBeDisabled();
    await expect(panel.name).toBeFocused();
    await panel.cancel.click();
    await mine.search.fill(clientId);
    await expect(mine.row(clientId)).toContainText('Theirs');
  });

  test('use theirs keeps a group that is newer than the panel', async ({ page, stock, server, guard }) => {
    guard.expect(/409|412/);
    const { clientId, partyNumber } = stock.user();
    const mine = new Users(page);
    await mine.openEdit(partyNumber);
    const panel = mine.editPanel;
    const name = await panel.name.inputValue();
    await panel.name.fill('Mine');
    const group = stock.word('newerGroup');
    const user = { oauthClientId: clientId, partyNumber, groups: { items: [{ variableName: group }] } };
    await server.import(
      [{ group: { variableName: group, label: `The ${group}`, type: 'Sales' } }, { integrationUser: user }]
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
    await panel.save.click();
    await expect(panel.conflict).toContainText(`The ${group}`);
    await panel.conflict.getByRole('button', { name: 'Use theirs' }).click();
    await expect(panel.name).toHaveValue(name);
    await panel.expectSelected('sales', 1);
    await expect(panel.clientId).toBeFocused();
    await panel.name.fill('Mine again');
    await panel.save.click();
    await expect(panel.dialog).toBeHidden();
    await mine.search.fill(clientId);
    await expect(mine.row(clientId)).toContainText('Mine again');
    await expect(mine.row(clientId)).toContainText(`The ${group}`);
  });

  test('who edit the same user at once are both told: keep mine', async ({ page, another, stock, guard }) => {
    guard.expect(/409|412/);
    const { clientId, partyNumber } = stock.user();
    const mine = new Users(page);
    const theirs = new Users(await (await another()).newPage());
    await Promise.all([mine.openEdit(partyNumber), theirs.openEdit(partyNumber)]);
    await theirs.editPanel.name.fill('Theirs');
    await theirs.editPanel.email.fill('theirs@example.com');
    await theirs.editPanel.save.click();
    await expect(theirs.editPanel.dialog).toBeHidden();

    const panel = mine.editPanel;
    await panel.name.fill('Mine');
    await panel.save.click();
    // Nothing of theirs is overwritten unseen.
    await expect(panel.conflict).toContainText('theirs@example.com');
    await page.keyboard.press('Escape');
    await expect(panel.conflict).toBeHidden();
    await expect(panel.name).toHaveValue('Mine');
    await panel.save.click();
    await panel.conflict.getByRole('button', { name: 'Keep mine' }).click();
    await expect(panel.dialog).toBeHidden();
    await mine.search.fill(clientId);
    await expect(mine.row(clientId)).toContainText('Mine');
  });

  test('do not disturb each other on different users', async ({ page, another, stock }) => {
    const [one, two] = [stock.user(), stock.user()];
    const mine = new Users(page);
    const theirs = new Users(await (await another()).newPage());
    await Promise.all([
      mine.openEdit(one.partyNumber),
      theirs.openEdit(two.partyNumber),
    ]);
    await mine.editPanel.name.fill('One');
    await theirs.editPanel.name.fill('Two');
    await Promise.all([mine.editPanel.save.click(), theirs.editPanel.save.click()]);
    await expect(mine.editPanel.dialog).toBeHidden();
    await expect(theirs.editPanel.dialog).toBeHidden();
    for (const [{ clientId }, name] of [[one, 'One'], [two, 'Two']] as const) {
      await mine.open(`q=${clientId}`);
      await expect(mine.row(clientId)).toContainText(name);
    }
  });
});
