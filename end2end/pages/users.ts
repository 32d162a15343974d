import { expect, type Locator, type Page } from '@playwright/test';
import { Shell } from './shell.ts';
import { UserPanel } from './userPanel.ts';

export const USERS = '/admin/users/integration-users';

export type Chip = 'Status' | 'Administrator group' | 'Sales group' | 'Date added' | 'Last used';

export type Column = 'Client Id' | 'Name' | 'Status' | 'Last Used' | 'Date Added';

/** The Integration Users page. */
export class Users extends Shell {
  /** Opens it with a query such as `q=atlas&status=active`. */
  async open(query = ''): Promise<this> {
    await this.goto(query ? `${USERS}?${query}` : USERS);
    return this;
  }

  /** Opens the Edit panel of a user by its address. The list behind holds nobody else: a browser takes its time for fifty rows. */
  async openEdit(partyNumber: string): Promise<void> {
    await this.goto(`${USERS}/${partyNumber}?q=${partyNumber}`);
  }

  /** Opens the Create panel by its address, over a list of nine. */
  async openCreate(): Promise<void> {
    await this.goto(`${USERS}/new?q=atlas-00`);
  }

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: 'Search integration users' });
  }

  get clearSearch(): Locator {
    return this.main.getByRole('button', { name: 'Clear search' });
  }

  get table(): Locator {
    return this.page.getByRole('table', { name: 'Integration Users' });
  }

  /** Rows of users, without the head. */
  get rows(): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('cell') });
  }

  row(clientId: string): Locator {
    return this.rows.filter({ has: this.link(clientId) });
  }

  link(clientId: string): Locator {
    return this.page.getByRole('link', { name: clientId, exact: true });
  }

  get create(): Locator {
    return this.main.getByRole('link', { name: 'Create' }).or(this.main.getByRole('button', { name: 'Create' })).first();
  }

  get status(): Locator {
    return this.page.getByRole('status').filter({ hasText: /integration users?/ });
  }

  /** Waits until the status line says that so many match. */
  async expectCount(count: number): Promise<void> {
    const noun = count === 1 ? 'integration user' : 'integration users';
    await expect(this.status).toContainText(new RegExp(`(^|\\D)${count.toLocaleString('en')} ${noun}`));
  }

  get loadMore(): Locator {
    return this.main
      .getByRole('link', { name: 'Load more' })
      .or(this.main.getByRole('button', { name: 'Load more' }));
  }

  header(column: Column): Locator {
    return this.table.getByRole('columnheader', { name: column, exact: true });
  }

  sort(column: Column): Locator {
    return this.header(column).getByRole('button', { name: column, exact: true });
  }

  get filters(): Locator {
    return this.page.getByRole('group', { name: 'Filters' });
  }

  chip(chip: Chip): Locator {
    return this.filters.getByRole('button', { name: new RegExp(`^${chip}`) });
  }

  removeFilter(chip: Chip): Locator {
    return this.filters.getByRole('button', { name: `Remove filter ${chip}`, exact: true });
  }

  get clearAll(): Locator {
    return this.filters.getByRole('button', { name: 'Clear all' }).or(this.filters.getByRole('link', { name: 'Clear all' }));
  }

  /** The popup of a chip. */
  popup(chip: Chip): Locator {
    return this.page.getByRole('dialog', { name: chip, exact: true });
  }

  /** Opens the popup of a chip. */
  async openChip(chip: Chip): Promise<Locator> {
    await this.chip(chip).click();
    const popup = this.popup(chip);
    await expect(popup).toBeVisible();
    return popup;
  }

  /** The first cells of all rows, from the top. */
  async clientIds(): Promise<string[]> {
    return this.rows.getByRole('link').allTextContents();
  }

  actions(clientId: string): Locator {
    return this.page.getByRole('button', { name: `Actions for ${clientId}`, exact: true });
  }

  /** Opens a row's menu and gives its items. */
  async menu(clientId: string): Promise<Locator> {
    await this.actions(clientId).click();
    return this.page.getByRole('menu', { name: `Actions for ${clientId}`, exact: true });
  }

  /** Chooses from a row's menu. */
  async choose(clientId: string, item: 'Edit' | 'Activate' | 'Inactivate' | 'Copy client id' | 'View activity'): Promise<void> {
    const menu = await this.menu(clientId);
    await menu.getByRole('menuitem', { name: item, exact: true }).click();
  }

  /** The question before a client is shut out. */
  inactivateDialog(clientId: string): Locator {
    return this.dialog(`Inactivate ${clientId}?`);
  }

  /** Waits until the row says so. */
  async expectStatus(clientId: string, status: 'Active' | 'Inactive'): Promise<void> {
    await expect(this.row(clientId).getByText(status, { exact: true })).toBeVisible();
  }

  get createPanel(): UserPanel {
    return new UserPanel(this.page, 'Create Integration User');
  }

  get editPanel(): UserPanel {
    return new UserPanel(this.page, 'Edit Integration User');
  }
}

/** The page, open at a query. */
export const openUsers = (page: Page, query = ''): Promise<Users> => new Users(page).open(query);
