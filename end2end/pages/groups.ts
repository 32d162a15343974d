import { expect, type Locator, type Page } from '@playwright/test';
import { Shell } from './shell.ts';

export const GROUPS = '/admin/users/groups';

/** The panel in which a group is made or edited. */
export class GroupPanel {
  readonly dialog: Locator;

  constructor(page: Page, title: 'Create Group' | 'Edit Group') {
    this.dialog = page.getByRole('dialog', { name: title });
  }

  private field(name: string): Locator {
    return this.dialog.getByRole('textbox', { name, exact: true });
  }

  get label(): Locator {
    return this.field('Label');
  }

  get variableName(): Locator {
    return this.field('Variable name');
  }

  get description(): Locator {
    return this.field('Description');
  }

  type(type: 'Administrator' | 'Sales'): Locator {
    return this.dialog.getByRole('radio', { name: type, exact: true });
  }

  get create(): Locator {
    return this.dialog.getByRole('button', { name: /^(Create|Creating…)$/ });
  }

  get save(): Locator {
    return this.dialog.getByRole('button', { name: /^(Save|Saving…)$/ });
  }

  get cancel(): Locator {
    return this.dialog.getByRole('button', { name: 'Cancel' }).or(this.dialog.getByRole('link', { name: 'Cancel' }));
  }
}

/** The Groups page. */
export class Groups extends Shell {
  async open(query = ''): Promise<this> {
    await this.goto(query ? `${GROUPS}?${query}` : GROUPS);
    return this;
  }

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: 'Search groups' });
  }

  get type(): Locator {
    return this.main.getByRole('combobox', { name: 'Type' });
  }

  get table(): Locator {
    return this.page.getByRole('table', { name: 'Groups' });
  }

  get rows(): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('cell') });
  }

  row(label: string): Locator {
    return this.rows.filter({ has: this.link(label) });
  }

  link(label: string): Locator {
    return this.page.getByRole('link', { name: label, exact: true });
  }

  get create(): Locator {
    return this.main.getByRole('link', { name: 'Create' });
  }

  get status(): Locator {
    return this.page.getByRole('status').filter({ hasText: /groups?$/ });
  }

  async expectCount(count: number): Promise<void> {
    await expect(this.status).toHaveText(new RegExp(`(^|\\D)${count.toLocaleString('en')} ${count === 1 ? 'group' : 'groups'}$`));
  }

  get createPanel(): GroupPanel {
    return new GroupPanel(this.page, 'Create Group');
  }

  get editPanel(): GroupPanel {
    return new GroupPanel(this.page, 'Edit Group');
  }
}

export const openGroups = (page: Page, query = ''): Promise<Groups> => new Groups(page).open(query);
