import { letters, MANY, spare } from '../fixtures/data.ts';
import { expect, expectHeard, forget, test as base } from '../fixtures/test.ts';
import type { DualList } from '../pages/dualList.ts';
import { Users } from '../pages/users.ts';

/** Administrator groups in no section: `Alpha` to `Juliett` and the built-in one, `Delta` and `Echo` being selected. */
interface Lists {
  users: Users;
  administrator: DualList;
}

const test = base.extend<Lists>({
  page: async ({ largePage }, use) => use(largePage),
  users: async ({ page }, use) => {
    const users = new Users(page);
    await users.openEdit(spare(1).partyNumber);
    await use(users);
  },
  administrator: async ({ users }, use) => {
    const lists = await users.editPanel.groups('administrator');
    // The built-in group is not among the letters: out of the way.
    await lists.available.filter.fill('');
    await use(lists);
  },
});

const others = letters.filter((label) => label !== 'Delta' && label !== 'Echo');

test.describe('the keyboard, as the authoring practices say', () => {
  test.beforeEach(async ({ administrator: { available } }) => {
    await available.filter.focus();
    await available.filter.press('ArrowDown');
    await expect(available.list).toBeFocused();
    await available.expectActive('Alpha');
  });

  test('moving about and highlighting', async ({ page, administrator: { available } }) => {
    const all = await labels(available);
    const press = async (...keys: string[]) => {
      for (const key of keys) {
        await page.keyboard.press(key);
      }
    };
    /** Nothing highlighted, the first option active. */
    const anew = async () => {
      await press('ControlOrMeta+a');
      await available.expectHighlighted(...all);
      await press('ControlOrMeta+a', 'Home');
      await available.expectHighlighted();
      await available.expectActive('Alpha');
    };

    await test.step('arrows, Home and End move without highlighting', async () => {
      await press('ArrowDown', 'ArrowDown');
      await available.expectActive('Charlie');
      await press('ArrowUp');
      await available.expectActive('Beta');
      await press('Home', 'ArrowUp');
      await available.expectActive('Alpha');
      await press('End');
      await available.expectActive(all.at(-1)!);
      await press('ArrowDown');
      await available.expectActive(all.at(-1)!);
      await available.expectHighlighted();
    });
    await test.step('Page Down and Page Up go a page', async () => {
      await press('Home', 'PageDown');
      await expect.poll(() => available.active()).not.toBe('Alpha');
      await press('PageUp');
      await available.expectActive('Alpha');
      await available.expectHighlighted();
    });
    await test.step('Control with A highlights all, and then none', async () => {
      await anew();
      await expectHeard(page, new RegExp(`${all.length} highlighted`));
    });
    await test.step('Space highlights and takes the highlight away', async () => {
      await press('Space', 'ArrowDown', 'ArrowDown', 'Space');
      await available.expectHighlighted('Alpha', 'Charlie');
      await press('Space');
      await available.expectHighlighted('Alpha');
    });
    await test.step('Shift with arrows highlights on the way, and back', async () => {
      await anew();
      await press('Shift+ArrowDown', 'Shift+ArrowDown');
      await available.expectHighlighted('Alpha', 'Beta', 'Charlie');
      await press('Shift+ArrowUp');
      await available.expectHighlighted('Alpha', 'Beta');
    });
    await test.step('Shift with Space highlights from the last highlighted one', async () => {
      await anew();
      await press('ArrowDown', 'Space', 'ArrowDown', 'ArrowDown', 'Shift+Space');
      await available.expectHighlighted('Beta', 'Charlie', 'Foxtrot');
    });
    await test.step('Control and Shift with Home and End highlight up to there', async () => {
      await anew();
      await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown');
      await available.expectActive('Golf');
      await press('Control+Shift+Home');
      await available.expectHighlighted('Alpha', 'Beta', 'Charlie', 'Foxtrot', 'Golf');
      await press('Control+Shift+End');
      await expect(available.highlighted.first()).toHaveAccessibleName('Golf');
    });
    await test.step('letters go to the option that begins with them', async () => {
      await anew();
      await page.keyboard.type('ho');
      await available.expectActive('Hotel');
      await available.expectHighlighted();
    });
  });

  test('Enter moves what is highlighted, or else the active one; the focus stays, on the next', async ({ page, administrator }) => {
    const { available, selected } = administrator;
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await selected.expectOptions('Beta', 'Delta', 'Echo');
    await expect(available.list).toBeFocused();
    await available.expectActive('Charlie');
    await expectHeard(page, /1 group added/);
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Enter');
    await selected.expectOptions('Beta', 'Charlie', 'Delta', 'Echo', 'Foxtrot');
    await available.expectActive('Golf');
    await expectHeard(page, /2 groups added/);
    await available.expectHighlighted();
  });
});

test.describe('the mouse', () => {
  test('highlights one, more with Control, a range with Shift', async ({ administrator: { available } }) => {
    await available.option('Beta').click();
    await available.expectHighlighted('Beta');
    await available.option('Golf').click({ modifiers: ['Control'] });
    await available.expectHighlighted('Beta', 'Golf');
    await available.option('India').click({ modifiers: ['Shift'] });
    await available.expectHighlighted('Golf', 'Hotel', 'India');
    await available.option('Alpha').click();
    await available.expectHighlighted('Alpha');
  });

  test('moves by the buttons, both ways, and both lists stay sorted', async ({ page, administrator }) => {
    const { available, selected } = administrator;
    await expect(administrator.addSelected).toBeDisabled();
    await available.option('Juliett').click();
    await available.option('Alpha').click({ modifiers: ['Control'] });
    await administrator.addSelected.click();
    await selected.expectOptions('Alpha', 'Delta', 'Echo', 'Juliett');
    await expectHeard(page, /2 groups added/);
    await forget(page);
    await selected.option('Delta').click();
    await administrator.removeSelected.click();
    await selected.expectOptions('Alpha', 'Echo', 'Juliett');
    await expectHeard(page, /1 group removed/);
    expect((await labels(available)).filter((label) => letters.includes(label))).toEqual(
      letters.filter((label) => !['Alpha', 'Echo', 'Juliett'].includes(label)),
    );
    // The focus does not fall out of the panel when a button has nothing more to do.
    await expect(administrator.removeSelected).toBeFocused();
  });

  test('finds all four buttons as high as each other', async ({ users }) => {
    const sales = await users.editPanel.groups('sales');
    const heights = new Set<number>();
    for (const button of [sales.addSelected, sales.addAll, sales.removeSelected, sales.removeAll]) {
      heights.add((await button.boundingBox())!.height);
    }
    expect(heights.size).toBe(1);
  });

  test('moves all that the filter shows, and the button says how many', async ({ administrator }) => {
    const { available, selected } = administrator;
    await available.filter.fill('a');
    const shown = await labels(available);
    await expect(administrator.addAll).toHaveAccessibleName(`Add all ${shown.length} administrator groups`);
    await expect(administrator.addAll).toContainText(`Add all ${shown.length}`);
    await administrator.addAll.click();
    await selected.expectOptions(...[...shown, 'Delta', 'Echo'].sort());
    await available.expectOptions();
    await expect(administrator.addAll).toBeDisabled();
    await selected.filter.fill('alpha');
    await administrator.removeAll.click();
    await selected.filter.fill('');
    await selected.expectOptions(...[...shown, 'Delta', 'Echo'].filter((label) => label !== 'Alpha').sort());
  });

  test('moves by a double click and by drag and drop', async ({ administrator }) => {
    const { available, selected } = administrator;
    await available.option('Beta').dblclick();
    await selected.expectOptions('Beta', 'Delta', 'Echo');
    await available.option('Hotel').dragTo(selected.list);
    await selected.expectOptions('Beta', 'Delta', 'Echo', 'Hotel');
    await selected.option('Delta').click();
    await selected.option('Echo').click({ modifiers: ['Control'] });
    await selected.option('Echo').dragTo(available.list);
    await selected.expectOptions('Beta', 'Hotel');
  });
});

test.describe('the filters', () => {
  test('narrow their own list, mark what matches, and know neither case nor accents', async ({ page, administrator }) => {
    const { available, selected } = administrator;
    await available.filter.fill('ÓT');
    await available.expectOptions('Foxtrot', 'Hotel');
    await expect(available.option('Hotel').locator('mark').first()).toHaveText('ot');
    await selected.expectOptions('Delta', 'Echo');
    await expectHeard(page, /2 of \d+/);
    await available.filter.fill('nothing like it');
    await available.expectOptions();
    await expect(available.list.locator('xpath=..')).toContainText('No group matches the filter.');
    await available.filter.press('Escape');
    await expect(available.filter).toHaveValue('');
    expect((await labels(available)).filter((label) => letters.includes(label))).toEqual(others);
  });

  test('survive a move, with the highlight of what is left', async ({ administrator }) => {
    const { available, selected } = administrator;
    await available.option('Beta').click();
    await available.filter.fill('l');
    await available.option('Golf').click({ modifiers: ['Control'] });
    await administrator.addSelected.click();
    await selected.expectOptions('Delta', 'Echo', 'Golf');
    await expect(available.filter).toHaveValue('l');
    await available.filter.fill('');
    await available.expectHighlighted('Beta');
  });

  test('do not send the form with Enter', async ({ page, users, administrator }) => {
    await users.editPanel.name.fill('Not saved');
    await administrator.available.filter.fill('alpha');
    await page.keyboard.press('Enter');
    await expect(users.editPanel.dialog).toBeVisible();
    await expect(users.editPanel.save).toBeEnabled();
  });
});

test.describe('with thousands of groups', () => {
  test('only what is in sight is in the document, and says where it is', async ({ page, users }) => {
    const sales = await users.editPanel.groups('sales');
    const { available, selected } = sales;
    await expect(available.option('Branch 0001')).toHaveAttribute('aria-setsize', String(MANY - 2));
    expect(await available.options.count()).toBeLessThan(100);
    await available.filter.press('ArrowDown');
    await page.keyboard.press('End');
    await available.expectActive('Branch 5000');
    await expect(available.option('Branch 5000')).toBeInViewport();
    await expect(available.option('Branch 5000')).toHaveAttribute('aria-posinset', String(MANY - 2));
    expect(await available.options.count()).toBeLessThan(100);
    await page.keyboard.type('branch 2500');
    await available.expectActive('Branch 2500');
    await expect(available.option('Branch 2500')).toBeInViewport();
    await page.keyboard.press('Enter');
    await selected.expectOptions('Branch 0010', 'Branch 0020', 'Branch 2500');
    await available.expectActive('Branch 2501');
    await expect(available.option('Branch 2501')).toBeInViewport();
  });

  test('the list stays where it was scrolled to when a group moves', async ({ page, users }) => {
    const { available, selected, addSelected } = await users.editPanel.groups('sales');
    const scrolled = () => available.list.evaluate((list) => list.scrollTop);
    await available.filter.press('ArrowDown');
    await page.keyboard.type('branch 2500');
    await available.expectActive('Branch 2500');
    await available.option('Branch 2500').click();
    const before = await scrolled();
    expect(before).toBeGreaterThan(0);
    await addSelected.click();
    await selected.expectOptions('Branch 0010', 'Branch 0020', 'Branch 2500');
    expect(await scrolled()).toBe(before);
  });

  test('all move at once and come back', async ({ page, users }) => {
    const sales = await users.editPanel.groups('sales');
    await expect(sales.addAll).toHaveAccessibleName(`Add all ${(MANY - 2).toLocaleString('en')} sales groups`);
    await sales.addAll.click();
    await users.editPanel.expectSelected('sales', MANY);
    await expectHeard(page, /4,?998 groups added/);
    await expect(sales.available.list.locator('xpath=..')).toContainText('All groups are selected.');
    await sales.selected.filter.fill('branch 00');
    await sales.removeAll.click();
    await users.editPanel.expectSelected('sales', MANY - 99);
  });
});

test('where there are no groups at all, that is what the list says', async ({ emptyPage }) => {
  const users = new Users(emptyPage);
  await users.goto('/admin/users/integration-users/new');
  const { available } = await users.createPanel.groups('sales');
  await expect(available.list.locator('xpath=..')).toContainText('There are no sales groups yet.');
});

test('on a narrow screen the lists stand one above the other, in one column', async ({ page, users }) => {
  await page.setViewportSize({ width: 400, height: 800 });
  const { available, selected } = await users.editPanel.groups('administrator');
  const [above, below] = [await available.list.boundingBox(), await selected.list.boundingBox()];
  expect(above!.y + above!.height).toBeLessThanOrEqual(below!.y);
  expect(Math.abs(above!.x - below!.x)).toBeLessThan(2);
});

async function labels(pane: DualList['available']): Promise<string[]> {
  return pane.options.evaluateAll((all) => all.map((option) => option.getAttribute('aria-label') ?? ''));
}
