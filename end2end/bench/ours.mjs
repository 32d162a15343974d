import { loads, middle, open, pressUntil } from './page.mjs';

const USERS = '/admin/users/integration-users';
const HYDRATED = 'hydrated';

/** Parts of client ids. One or two letters are in nearly all of them; with the third most rows go, and with it taken away they come back. */
const TYPED = ['a7f', 'c4e', 'b9d', 'f3a', 'd8c'];

const hydrated = (page) => page.waitForFunction((mark) => performance.getEntriesByName(mark).length > 0, HYDRATED);

async function list(page, origin, query = '') {
  await page.goto(`${origin}${USERS}${query}`);
  await hydrated(page);
}

/** Everything but the two lists at their sizes; once. */
export async function everyday(browser, subject, run, report) {
  const { origin } = subject;
  await loads(browser, subject, `${origin}${USERS}`, HYDRATED, report);
  const { context, page } = await open(browser, subject);

  await list(page, origin);
  const search = page.getByRole('searchbox', { name: 'Search integration users' });
  const word = TYPED[run % TYPED.length];
  const found = page.waitForResponse((answer) => answer.request().postData()?.includes(`"${word.slice(0, 2)}"`) ?? false);
  await search.pressSequentially(word.slice(0, 2));
  await (await found).finished();
  // What came is shown before anything else is asked.
  await page.waitForTimeout(300);
  const keys = [];
  for (const key of [word[2], 'Backspace', word[2]]) {
    keys.push(await pressUntil(page, key, 'rows'));
  }
  report('search, key to paint', 'ms', middle(keys));

  await list(page, origin);
  await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: /^Status/ }).click();
  await page.getByRole('dialog', { name: 'Status', exact: true }).getByLabel('Inactive', { exact: true }).focus();
  report('filter, key to paint', 'ms', await pressUntil(page, 'Space', 'rows'));

  await list(page, origin);
  await page.locator('main table tbody td a.id').nth(run).focus();
  report('edit panel with all groups', 'ms', await pressUntil(page, 'Enter', 'panel'));
  const panel = page.getByRole('dialog', { name: 'Edit Integration User' });
  await panel.getByRole('button', { name: /^Sales groups · / }).focus();
  report('show the groups of a kind', 'ms', await pressUntil(page, 'Enter', 'options'));
  await panel.getByRole('textbox', { name: 'Name', exact: true }).fill(`Measured ${Date.now()}`);
  await panel.getByRole('button', { name: 'Save', exact: true }).focus();
  report('save', 'ms', await pressUntil(page, 'Enter', 'closed'));

  await list(page, origin, '?status=active');
  const row = page.locator('main table tbody tr').nth(run + 10);
  const choose = async (name) => {
    await row.getByRole('button', { name: /^Actions for / }).click();
    return page.getByRole('menu').getByRole('menuitem', { name, exact: true });
  };
  await (await choose('Inactivate')).click();
  const question = page.getByRole('dialog', { name: /^Inactivate / });
  await question.getByRole('button', { name: 'Inactivate', exact: true }).focus();
  report('toggle', 'ms', await pressUntil(page, 'Enter', 'statuses'));
  await context.close();
}

/** The two lists with so many groups; once. */
export async function dualList(browser, subject, _run, report) {
  const { context, page } = await open(browser, subject);
  const size = subject.groups.toLocaleString('en');
  await list(page, subject.origin);
  await page.locator('main table tbody td a.id').first().focus();
  report(`${size} groups, open the panel`, 'ms', await pressUntil(page, 'Enter', 'panel'));
  const panel = page.getByRole('dialog', { name: 'Edit Integration User' });
  await panel.getByRole('button', { name: /^Sales groups · / }).focus();
  report(`${size} groups, show the list`, 'ms', await pressUntil(page, 'Enter', 'options'));
  await panel.getByRole('textbox', { name: 'Filter available sales groups' }).focus();
  const keys = [];
  for (const key of ['9', '1']) {
    keys.push(await pressUntil(page, key, 'options'));
  }
  report(`${size} groups, filter key`, 'ms', middle(keys));
  await panel.getByRole('textbox', { name: 'Filter available sales groups' }).fill('');
  await panel.getByRole('button', { name: /^Add all [\d,]+ sales groups$/ }).focus();
  report(`${size} groups, move all`, 'ms', await pressUntil(page, 'Enter', 'moved'));
  await context.close();
}
