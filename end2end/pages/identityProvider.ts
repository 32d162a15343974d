import type { Locator, Page } from '@playwright/test';
import { Shell } from './shell.ts';

export const IDENTITY_PROVIDER = '/admin/setup/identity-provider';

/** The Identity Provider page. */
export class IdentityProvider extends Shell {
  async open(): Promise<this> {
    await this.goto(IDENTITY_PROVIDER);
    return this;
  }

  /** What is configured of one provider. */
  provider(issuer: string): Locator {
    return this.main.getByRole('region', { name: issuer });
  }

  /** What is said under that name of a provider. */
  fact(issuer: string, name: string): Locator {
    const term = this.provider(issuer).getByRole('term').filter({ hasText: name });
    return term.locator('xpath=following-sibling::dd[1]');
  }

  get refresh(): Locator {
    return this.main.getByRole('button', { name: 'Refresh' });
  }

  key(issuer: string, kid: string): Locator {
    return this.page.getByRole('table', { name: `Keys of ${issuer}` }).getByRole('row').filter({ hasText: kid });
  }

  private get checker(): Locator {
    return this.main.getByRole('region', { name: 'Check a token' });
  }

  get token(): Locator {
    return this.checker.getByRole('textbox', { name: 'Access token' });
  }

  get checkToken(): Locator {
    return this.checker.getByRole('button', { name: /^(Check token|Checking…)$/ });
  }

  get clear(): Locator {
    return this.checker.getByRole('button', { name: 'Clear' });
  }

  /** Pastes a token and has it checked. */
  async check(token: string): Promise<void> {
    await this.token.fill(token);
    await this.checkToken.click();
  }

  verdict(words: string | RegExp): Locator {
    return this.checker.getByText(words);
  }

  /** What was found about one claim. */
  claim(name: string): Locator {
    const row = this.checker.getByRole('table', { name: 'What was checked' }).getByRole('row');
    return row.filter({ has: this.page.getByRole('cell', { name: new RegExp(`(^|\\s)${name}$`) }) });
  }
}

export const openIdentityProvider = (page: Page): Promise<IdentityProvider> => new IdentityProvider(page).open();
