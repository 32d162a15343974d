import { writeFile } from 'node:fs/promises';
import { expectAccessible, expectAccessibleInBothThemes } from '../fixtures/axe.ts';
import { expect, expectHeard, test } from '../fixtures/test.ts';
import { openImport } from '../pages/importPage.ts';
import { tabTo } from '../pages/shell.ts';
import { openUsers, Users } from '../pages/users.ts';

const HEAD = 'oauthClientId,firstName,status';

test.describe('import', () => {
  test('a table is looked at before anything is written, and then written', async ({ page, stock }) => {
    const [first, second] = [`${stock.word('import-')}-0001`, `${stock.word('import-')}-0002`];
    const users = await openUsers(page);
    await users.main.getByRole('link', { name: 'Import', exact: true }).click();
    const page1 = await openImport(page);
    await page1.give({ name: 'two.csv', text: `\ufeff${HEAD}\r\n${first},"Ledger, north",Active\r\n${second},Feed,Inactive\r\n` });
    await page1.expectReady({ new: 2 });
    await expect(page1.rows).toHaveCount(2);
    await expect(page1.rows.first()).toContainText('Ledger, north');
    await expectAccessibleInBothThemes(page);
    // Nothing is written yet.
    await openUsers(page, `q=${first}`);
    await expect(new Users(page).link(first)).toBeHidden();

    await openImport(page);
    await page1.give({ name: 'two.csv', text: `${HEAD}\n${first},"Ledger, north",Active\n${second},Feed,Inactive\n` });
    await page1.expectReady({ new: 2 });
    await page1.write.click();
    await expect(page1.part('Imported')).toBeFocused();
    await expect(page1.main).toContainText('2 integration users: 2 new, 0 changed, 0 unchanged');
    await expectAccessible(page);

    await page1.another.click();
    await expect(page1.file).toBeFocused();
    // With semicolons, in UTF-16, as "Unicode text".
    const text = `\ufeffClient Id;Name;Status\r\n${first};Ledger, north;active\r\n${second};Feed;active\r\n`;
    await page1.give({ name: 'two.txt', text: Buffer.from(text, 'utf16le') });
    await page1.expectReady({ changed: 1, unchanged: 1 });
    await expect(page1.rows).toContainText(['Inactive']);
    await page1.list(/^Unchanged/).click();
    await expect(page1.rows).toContainText([first]);
    await page1.write.click();
    await expect(page1.main).toContainText('2 integration users: 0 new, 1 changed, 1 unchanged');
    await page1.main.getByRole('link', { name: 'Go to the integration users' }).click();
    await expect(users.heading('Integration Users')).toBeVisible();
  });

  test('goes on, and says what it did, though answers on the way are lost', async ({ page, stock, guard }) => {
    guard.expect(/import\/(start|stage)/, /ERR_CONNECTION_REFUSED/, /status of 502/);
    const view = await openImport(page);
    await view.give({ name: 'one.csv', text: `${HEAD}\n${stock.word('import-')}-0001,Feed,Active\n` });
    await view.expectReady({ new: 1 });
    // What a proxy says when the server behind it has ended, and what a browser says when nobody is there.
    let lost = 0;
    await page.route('**/api/import/stage*', async (route) => {
      lost += 1;
      if (lost === 1) {
        await route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' });
      } else if (lost === 2) {
        await route.abort('connectionrefused');
      } else {
        await route.continue();
      }
    });
    await view.write.click();
    await expect(view.part('Imported')).toBeFocused();
    await expect(view.main).toContainText('1 integration user: 1 new, 0 changed, 0 unchanged');
    expect(lost).toBeGreaterThan(2);
  });

  test('every fault is listed with its line, some at a time, and nothing can be written', async ({ page, stock }) => {
    const good = `${stock.word('import-')}-good`;
    const view = await openImport(page);
    const bad = Array.from({ length: 60 }, (_, at) => `client ${at},,`).join('\n');
    await view.give({
      name: 'bad.csv',
      text: `${HEAD},Colour\n${good},,on,red\neyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln,,\n${bad}\n${good}\n${good}\n`,
    });
    await expect(view.part(/63 faults in the file/)).toBeFocused();
    await expect(view.main).toContainText('Columns that are not known are passed over: Colour.');
    await expect(view.rows).toHaveCount(50);
    await expect(view.rows.nth(0)).toContainText('status must be Active or Inactive.');
    await expect(view.rows.nth(1)).toContainText('oauthClientId seems to hold a client secret or a token.');
    await expect(view.write).toBeHidden();
    await view.main.getByRole('button', { name: 'Next' }).click();
    await expect(view.rows).toHaveCount(13);
    await expect(view.main.getByRole('status')).toContainText('51–63 of 63');
    await expectAccessibleInBothThemes(page);
    await view.another.click();
    await view.give({ name: 'empty.csv', text: '' });
    await expect(view.main.getByText('The file is empty.')).toBeVisible();
    await expectHeard(page, /The file is empty\./);
    await expect(view.file).toBeVisible();
  });

  test('what somebody else changes after the preview is kept', async ({ page, stock }) => {
    const client = `${stock.word('import-')}-0001`;
    const view = await openImport(page);
    await view.give({ name: 'one.csv', text: `${HEAD}\n${client},First,\n` });
    await view.expectReady({ new: 1 });
    await view.write.click();
    await expect(view.part('Imported')).toBeVisible();
    await view.another.click();
    await view.give({ name: 'one.csv', text: `${HEAD}\n${client},Second,\n` });
    await view.expectReady({ changed: 1 });
    const other = await page.context().newPage();
    const users = await openUsers(other, `q=${client}`);
    await users.choose(client, 'Inactivate');
    await users.inactivateDialog(client).getByRole('button', { name: 'Inactivate' }).click();
    await users.expectStatus(client, 'Inactive');
    await view.write.click();
    await expect(view.part('The import was stopped')).toBeFocused();
    await expect(view.main).toContainText('One line was changed by somebody else');
    await expect(view.rows).toContainText(['Somebody else changed this']);
    await users.open(`q=${client}`);
    await expect(users.row(client)).toContainText('First');
    await other.close();
  });

  test('dropped, and by keyboard alone', async ({ page, stock }, info) => {
    const client = `${stock.word('import-')}-0001`;
    const view = await openImport(page);
    const dropped = await page.evaluateHandle(
      ([name, text]) => {
        const data = new DataTransfer();
        data.items.add(new File([text!], name!, { type: 'text/csv' }));
        return data;
      },
      ['dropped.csv', `${HEAD}\n${client},Dropped,\n`],
    );
    await page.getByText('or drop it here').dispatchEvent('drop', { dataTransfer: dropped });
    await view.expectReady({ new: 1 });

    await openUsers(page);
    await tabTo(new Users(page).main.getByRole('link', { name: 'Import', exact: true }));
    await page.keyboard.press('Enter');
    // The list goes only when the page is there.
    await expect(page).toHaveURL(/\/import$/);
    await expect(view.file).toBeEnabled();
    await tabTo(view.file);
    const path = info.outputPath('chosen.csv');
    await writeFile(path, `${HEAD}\n${client},Chosen,\n`);
    await expect(view.file).toBeFocused();
    // A browser that is very busy takes the key for one that is long past, and opens nothing; then people press again.
    await expect(async () => {
      const chooser = page.waitForEvent('filechooser', { timeout: 2_000 });
      await page.keyboard.press('Space');
      await (await chooser).setFiles(path);
    }).toPass({ timeout: 20_000 });
    await view.expectReady({ new: 1 });
    await tabTo(view.write);
    await page.keyboard.press('Enter');
    await expect(view.part('Imported')).toBeFocused();
    await tabTo(view.another);
    await page.keyboard.press('Enter');
    await expect(view.file).toBeFocused();
  });
});
