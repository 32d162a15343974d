import { atlas } from '../fixtures/data.ts';
import { gate, api } from '../fixtures/network.ts';
import { painted } from '../fixtures/guard.ts';
import { expect, test } from '../fixtures/test.ts';
import { openUsers } from '../pages/users.ts';

test.describe('the search', () => {
  test('asks at the first key, then waits until one has stopped typing, and asks once', async ({ page }) => {
    const users = await openUsers(page);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/users/list')) {
        asked.push(request.postData() ?? '');
      }
    });
    await users.search.pressSequentially('atlas conn');
    // What was typed on the way has the same count, so the address tells when the last question is asked.
    await expect(page).toHaveURL(/[?&]q=atlas(\+|%20)conn$/);
    const last = () => asked.filter((body) => body.includes('atlas conn"')).length;
    await expect.poll(last).toBe(1);
    await users.expectCount(atlas.all);
    expect(last()).toBe(1);
    expect(asked[0]).toContain('"a"');
    expect(asked.length).toBeLessThan('atlas conn'.length);
  });

  test('paints the rows on the screen first, and has all of them right after', async ({ page }) => {
    const users = await openUsers(page);
    await expect(users.rows).toHaveCount(50);
    const counts = await page.evaluateHandle(() => {
      const counts: number[] = [];
      const look = () => {
        counts.push(document.querySelectorAll('main table tbody tr').length);
        requestAnimationFrame(look);
      };
      look();
      return counts;
    });
    await users.search.fill('atlas');
    await users.expectCount(atlas.all);
    await expect(users.rows).toHaveCount(50);
    // Lines of 44 pixels in a window of 800.
    expect([...new Set(await counts.jsonValue())]).toEqual([50, 19]);
    // Nothing that loads more was in sight meanwhile.
    await painted(page);
    await expect(users.rows).toHaveCount(50);
  });

  test('never lets an older answer replace a newer one', async ({ page }) => {
    const users = await openUsers(page);
    const slow = await gate(page, api.list, (request) => (request.postData() ?? '').includes('"atlas"'));
    await users.search.fill('atlas');
    await slow.reached;
    // The older question may be given up at once or answered late.
    const settled = new Promise<void>((done) => {
      const older = (request: { postData(): string | null }) => {
        if ((request.postData() ?? '').includes('"atlas"')) done();
      };
      page.on('requestfailed', older);
      page.on('requestfinished', older);
    });
    await users.search.fill('zurich');
    await users.expectCount(1);
    await expect(users.link('zuerich-crm')).toBeVisible();
    slow.open();
    await settled;
    await painted(page);
    expect(await users.clientIds()).toEqual(['zuerich-crm']);
    await users.expectCount(1);
    await expect(users.search).toHaveValue('zurich');
  });

  test('is applied at once by Enter, and emptied by its control and by Escape', async ({ page }) => {
    const users = await openUsers(page);
    await users.search.fill('atlas-00');
    await users.search.press('Enter');
    await users.expectCount(9);
    await expect(users.search).toBeFocused();
    await users.clearSearch.click();
    await expect(users.search).toHaveValue('');
    await expect(users.search).toBeFocused();
    await expect(page).not.toHaveURL(/q=/);
    await expect(users.clearSearch).toBeHidden();
    await users.search.fill('zurich');
    await users.expectCount(1);
    // Where letters are composed of several keys, Escape takes back those alone.
    await users.search.dispatchEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true, isComposing: true });
    await painted(page);
    await expect(users.search).toHaveValue('zurich');
    await users.search.press('Escape');
    await expect(users.search).toHaveValue('');
    await expect(page).not.toHaveURL(/q=/);
  });

  test('finds parts of name, client id and party number, without case or accents', async ({ page }) => {
    const users = await openUsers(page);
    for (const [text, found] of [
      ['ZÜRICH', 'zuerich-crm'],
      ['strassen', 'zuerich-crm'],
      ['ATLAS_042', 'atlas-042'],
      ['Orsted', 'zuerich-crm'],
      ['las-04', 'atlas-040'],
      ['erich-cr', 'zuerich-crm'],
      ['  atlas connector 042 ', 'atlas-042'],
      ['ACCENT_1', 'zuerich-crm'],
    ] as const) {
      await users.search.fill(text);
      await expect(users.link(found), text).toBeVisible();
      await users.expectCount(text === 'las-04' ? 10 : 1);
    }
  });

  test('takes what is typed for text and not for a pattern', async ({ page }) => {
    const users = await openUsers(page);
    for (const text of ['%', '_%', '"atlas"', "' OR 1=1 --", '*', 'atlas*', '\\', '<b>']) {
      await users.search.fill(text);
      await users.search.press('Enter');
      await expect(users.main.getByText('Nothing matches')).toBeVisible();
      await users.expectCount(0);
    }
  });

  test('says when nothing matches and offers to clear all', async ({ page }) => {
    const users = await openUsers(page, 'q=zurich&status=inactive');
    await expect(users.main.getByText('Nothing matches')).toBeVisible();
    await users.main.getByRole('button', { name: 'Clear all' }).or(users.main.getByRole('link', { name: 'Clear all' })).last().click();
    await expect(page).toHaveURL(/integration-users$/);
    await expect(users.search).toHaveValue('');
    await expect(users.rows.first()).toBeVisible();
  });

  test('keeps what is typed while the list is loading', async ({ page }) => {
    const users = await openUsers(page);
    const slow = await gate(page, api.list);
    await users.search.fill('atlas');
    await slow.reached;
    await users.search.pressSequentially(' connector 1');
    slow.open();
    await expect(users.search).toHaveValue('atlas connector 1');
    await users.expectCount(21);
    await expect(users.search).toHaveValue('atlas connector 1');
  });
});
