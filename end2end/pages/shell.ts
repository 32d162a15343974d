import type { Locator, Page } from '@playwright/test';

/** What every page has around its main part. */
export class Shell {
  constructor(readonly page: Page) {}

  get navigation(): Locator {
    return this.page.getByRole('navigation', { name: 'Administration' });
  }

  get breadcrumb(): Locator {
    return this.page.getByRole('navigation', { name: 'Breadcrumb' });
  }

  get main(): Locator {
    return this.page.getByRole('main');
  }

  get skipLink(): Locator {
    return this.page.getByRole('link', { name: 'Skip to content' });
  }

  get themes(): Locator {
    return this.page.getByRole('group', { name: 'Colour theme' });
  }

  theme(name: 'Light' | 'Dark' | 'System'): Locator {
    return this.themes.getByRole('radio', { name });
  }

  get signOut(): Locator {
    return this.page.getByRole('button', { name: 'Sign out' });
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name, exact: true });
  }

  /** Goes to an address and waits until the page answers to more than links: the theme switch wakes up last. */
  async goto(address: string): Promise<void> {
    await this.page.goto(address, { waitUntil: 'commit' });
    await this.awake();
  }

  async awake(): Promise<void> {
    // Waited for in this way it is asked for more often than what is expected is.
    await this.page.getByRole('radio', { name: 'Dark', includeHidden: true, disabled: false }).waitFor({ state: 'attached' });
  }

  /** What has the focus. */
  get focused(): Locator {
    return this.page.locator(':focus');
  }

  /** A message in the corner. */
  toast(text: string | RegExp): Locator {
    return this.page.getByRole('status').getByText(text);
  }

  get undo(): Locator {
    return this.page.getByRole('status').getByRole('button', { name: 'Undo' });
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name });
  }
}

/** Presses Tab until the element has the focus, as who has no mouse does. */
export async function tabTo(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab', most = 80): Promise<void> {
  const page = target.page();
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press(key);
    if (await target.evaluate((element) => element === document.activeElement)) {
      return;
    }
  }
  throw new Error(`${most} presses of ${key} do not lead to ${target}`);
}
