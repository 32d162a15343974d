import { loads, open, pressAway, pressUntil } from './page.mjs';

const USERS = '/admin/users/integrationuser/';

const TYPED = ['a7f', 'c4e', 'b9d', 'f3a', 'd8c'];

/** The same as for ours, as far as there is the same; once. */
export async function everyday(browser, subject, run, report) {
  const { origin } = subject;
  await loads(browser, subject, `${origin}${USERS}`, undefined, report);
  const { context, page } = await open(browser, subject);
  const list = () => page.goto(`${origin}${USERS}`, { waitUntil: 'load' });

  await list();
  await page.locator('#searchbar').fill(TYPED[run % TYPED.length]);
  report('search, key to paint', 'ms', await pressAway(page, 'Enter'));

  await list();
  await page.locator('#changelist-filter a[href="?active__exact=0"]').focus();
  report('filter, key to paint', 'ms', await pressAway(page, 'Enter'));

  await list();
  await page.locator('#result_list tbody th a').nth(run).focus();
  report('edit panel with all groups', 'ms', await pressAway(page, 'Enter', 'built'));
  await page.locator('#id_groups_input').focus();
  report('filter key in the list of groups', 'ms', await pressUntil(page, '9', 'djangoOptions'));
  await page.locator('#id_name').fill(`Measured ${Date.now()}`);
  await page.locator('input[name=_save]').focus();
  report('save', 'ms', await pressAway(page, 'Enter'));
  await context.close();
}
