import type { Locator } from '@playwright/test';
import { Users } from './users.ts';

/** Selecting many users on the Integration Users page, and changing them together. */
export class Bulk extends Users {
  /** How many match; the messages speak of integration users, too. */
  override get status(): Locator {
    return this.page.getByRole('status').filter({ hasText: /^[\d,]+ integration users?$/ });
  }

  box(clientId: string): Locator {
    return this.table.getByRole('checkbox', { name: `Select ${clientId}`, exact: true });
  }

  get selectAll(): Locator {
    return this.table.getByRole('checkbox', { name: 'Select all', exact: true });
  }

  get toolbar(): Locator {
    return this.page.getByRole('toolbar', { name: 'Selected users' });
  }

  tool(name: 'Activate' | 'Inactivate' | 'Add to groups' | 'Remove from groups' | 'Export' | 'Clear selection' | RegExp): Locator {
    return this.toolbar.getByRole('button', { name, exact: true });
  }

  /** Those that run, and those that ended with something to tell. */
  get running(): Locator {
    return this.page.getByRole('region', { name: 'Bulk changes' });
  }

  get changes(): Locator {
    return this.main.getByRole('button', { name: 'Bulk changes', exact: true });
  }

  get changesPanel(): Locator {
    return this.dialog('Bulk changes');
  }

  /** A bulk change in the panel. */
  change(title: RegExp): Locator {
    return this.changesPanel.getByRole('listitem').filter({ hasText: title });
  }

  get groupsPanel(): Locator {
    return this.dialog(/^(Add|Remove) .* groups$/);
  }
}
