import type { Locator, Page } from '@playwright/test';
import { Shell } from './shell.ts';

export const INBOUND_CALLS = '/admin/monitoring/inbound-calls';

/** The Inbound Calls page. */
export class InboundCalls extends Shell {
  async open(query = ''): Promise<this> {
    await this.goto(query ? `${INBOUND_CALLS}?${query}` : INBOUND_CALLS);
    return this;
  }

  private rowsOf(table: string): Locator {
    return this.main.getByRole('table', { name: table }).getByRole('row').filter({ has: this.page.getByRole('cell') });
  }

  /** Clients that called and that no integration user has. */
  unknown(clientId: string): Locator {
    return this.rowsOf('Unknown clients').filter({ hasText: clientId });
  }

  createFor(clientId: string): Locator {
    return this.main.getByRole('link', { name: `Create integration user for ${clientId}` });
  }

  /** The last refusals of that client, newest first. */
  refusals(clientId: string): Locator {
    return this.rowsOf('Last refusals').filter({ hasText: clientId });
  }
}

export const openInboundCalls = (page: Page, query = ''): Promise<InboundCalls> => new InboundCalls(page).open(query);
