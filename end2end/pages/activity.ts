import type { Locator, Page } from '@playwright/test';
import { Shell } from './shell.ts';

export const ACTIVITY = '/admin/monitoring/activity';

/** The Activity page. */
export class Activity extends Shell {
  async open(query = ''): Promise<this> {
    await this.goto(query ? `${ACTIVITY}?${query}` : ACTIVITY);
    return this;
  }

  /** All entries, newest first; there is a list for each day. */
  get entries(): Locator {
    return this.main.getByRole('list', { name: /^Activity / }).getByRole('listitem');
  }

  entry(sentence: string | RegExp): Locator {
    return this.entries.filter({ hasText: sentence });
  }

  get action(): Locator {
    return this.main.getByRole('combobox', { name: 'Action' });
  }

  get user(): Locator {
    return this.main.getByRole('textbox', { name: 'Party number' });
  }

  get older(): Locator {
    return this.main.getByRole('button', { name: 'Older' });
  }

  get newest(): Locator {
    return this.main.getByRole('button', { name: 'Newest' });
  }
}

export const openActivity = (page: Page, query = ''): Promise<Activity> => new Activity(page).open(query);
