import type { Locator, Page } from '@playwright/test';
import { Shell } from './shell.ts';

export const INBOUND_CALLS = '/admin/monitoring/inbound-calls';

/** The Inbound Calls page. */
export class InboundCalls extends Shell {
  async open(query = ''): Promise<this> {
    await this.goto(query ? `${INBOUND_CALLS}?${query}` : INBOUND_CALLS);
    return this;
  }

  /** How many calls there were. */
  get totals(): Locator {
    return this.main.getByRole('status').filter({ hasText: / calls? in \d+ days: / });
  }

  get periods(): Locator {
    return this.main.getByRole('group', { name: 'Period' });
  }

  period(days: 7 | 30 | 90): Locator {
    return this.periods.getByRole('link', { name: `${days} days`, exact: true });
  }

  get filters(): Locator {
    return this.main.getByRole('group', { name: 'Filters' });
  }

  get removeUser(): Locator {
    return this.filters.getByRole('button', { name: 'Remove filter Integration user' });
  }

  get figure(): Locator {
    return this.main.getByRole('figure', { name: 'Calls per day' });
  }

  /** The picture, named with what it shows. */
  get chart(): Locator {
    return this.figure.getByRole('img', { name: /^Calls per day over / });
  }

  get numbers(): Locator {
    return this.figure.getByText('Numbers behind the chart');
  }

  /** The numbers of a day: day, accepted, refused. */
  day(day: string): Locator {
    return this.figure.getByRole('table', { name: 'Calls per day' }).getByRole('row').filter({ hasText: day });
  }

  get reasons(): Locator {
    return this.main.getByRole('list', { name: 'Refused by reason' }).getByRole('listitem');
  }

  /** Rows with the head among them. */
  get refusals(): Locator {
    return this.main.getByRole('table', { name: 'Last refusals' }).getByRole('row');
  }

  /** The last refusals of that client, newest first. */
  refusalsOf(clientId: string): Locator {
    return this.refusals.filter({ hasText: clientId });
  }

  unknown(clientId: string): Locator {
    return this.main.getByRole('table', { name: 'Unknown clients' }).getByRole('row').filter({ hasText: clientId });
  }

  create(clientId: string): Locator {
    return this.unknown(clientId).getByRole('link', { name: `Create integration user for ${clientId}`, exact: true });
  }
}

export const openInboundCalls = (page: Page, query = ''): Promise<InboundCalls> => new InboundCalls(page).open(query);
