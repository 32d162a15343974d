import { expect, type Locator, type Page } from '@playwright/test';
import { DualList, type Kind } from './dualList.ts';

/** The panel in which an integration user is made or edited. */
export class UserPanel {
  readonly dialog: Locator;

  constructor(
    readonly page: Page,
    title: 'Create Integration User' | 'Edit Integration User',
  ) {
    this.dialog = page.getByRole('dialog', { name: title });
  }

  private field(name: string): Locator {
    return this.dialog.getByRole('textbox', { name, exact: true });
  }

  get clientId(): Locator {
    return this.field('Client Id');
  }

  get name(): Locator {
    return this.field('Name');
  }

  get email(): Locator {
    return this.field('Contact email');
  }

  get description(): Locator {
    return this.field('Description');
  }

  private button(name: string | RegExp): Locator {
    return this.dialog.getByRole('button', { name, exact: true });
  }

  get create(): Locator {
    return this.button(/^(Create|Creating…)$/);
  }

  get save(): Locator {
    return this.button(/^(Save|Saving…)$/);
  }

  get cancel(): Locator {
    return this.button('Cancel').or(this.dialog.getByRole('link', { name: 'Cancel', exact: true }));
  }

  get alert(): Locator {
    return this.dialog.getByRole('alert');
  }

  /** What says that somebody else changed the same user. */
  get news(): Locator {
    return this.dialog.getByRole('status').filter({ hasText: /^Changed by / });
  }

  get takeOver(): Locator {
    return this.button('Take over');
  }

  section(kind: Kind): Locator {
    const title = kind === 'administrator' ? 'Administrator groups' : 'Sales groups';
    return this.dialog.getByRole('button', { name: new RegExp(`^${title} · \\d+ selected$`) });
  }

  async expectSelected(kind: Kind, count: number): Promise<void> {
    await expect(this.section(kind)).toHaveText(new RegExp(`· ${count} selected$`));
  }

  /** Opens the section if it is closed. */
  async groups(kind: Kind): Promise<DualList> {
    const section = this.section(kind);
    if ((await section.getAttribute('aria-expanded')) !== 'true') {
      await section.click();
    }
    const lists = new DualList(this.dialog, kind);
    await expect(lists.available.list).toBeVisible();
    return lists;
  }

  /** The question before changes are lost. */
  get discardQuestion(): Locator {
    return this.page.getByRole('dialog', { name: 'Discard changes?' });
  }

  /** The question when somebody else has saved meanwhile. */
  get conflict(): Locator {
    return this.page.getByRole('dialog', { name: 'Changed by someone else' });
  }
}
