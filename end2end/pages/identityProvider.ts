import type { Locator, Page } from '@playwright/test';
import { Shell } from './shell.ts';

export const IDENTITY_PROVIDER = '/admin/setup/identity-provider';

/** The Identity Provider page. */
export class IdentityProvider extends Shell {
  async open(): Promise<this> {
    await this.goto(IDENTITY_PROVIDER);
    return this;
  }

  /** What is configured of one provider, by its first issuer. */
  provider(issuer: string): Locator {
    return this.main.getByRole('region', { name: issuer, exact: true });
  }

  /** What is said under that name of a provider. */
  fact(issuer: string, name: string): Locator {
    const term = this.provider(issuer).getByRole('term').filter({ hasText: name });
    return term.locator('xpath=following-sibling::dd[1]');
  }

  key(issuer: string, kid: string): Locator {
    return this.keys(issuer).filter({ hasText: kid });
  }

  /** The keys of a provider, with the head among them. */
  keys(issuer: string): Locator {
    return this.main.getByRole('table', { name: `Keys of ${issuer}` }).getByRole('row');
  }

  get refresh(): Locator {
    return this.main.getByRole('button', { name: 'Refresh' });
  }

  get guide(): Locator {
    return this.main.getByRole('region', { name: 'Register a client application' });
  }

  /** What opens one half of the guide. */
  steps(title: 'OCI IAM' | 'Any other OpenID provider'): Locator {
    return this.guide.getByRole('group').filter({ has: this.page.getByRole('heading', { name: title }) });
  }

  async openSteps(title: 'OCI IAM' | 'Any other OpenID provider'): Promise<Locator> {
    await this.guide.getByRole('heading', { name: title }).click();
    return this.steps(title);
  }

  get checker(): Locator {
    return this.main.getByRole('region', { name: 'Check a token' });
  }

  get token(): Locator {
    return this.checker.getByRole('textbox', { name: 'Access token' });
  }

  get checkToken(): Locator {
    return this.checker.getByRole('button', { name: /^(Check token|Checking…)$/ });
  }

  /** Pastes a token and has it checked. */
  async check(token: string): Promise<void> {
    await this.token.fill(token);
    await this.checkToken.click();
  }

  verdict(words: string | RegExp): Locator {
    return this.checker.getByText(words);
  }

  get clear(): Locator {
    return this.checker.getByRole('button', { name: 'Clear' });
  }

  /** One line of the answer, by the name of the claim in the token. */
  claim(name: string): Locator {
    return this.checker
      .getByRole('table', { name: 'What was checked' })
      .getByRole('row')
      .filter({ has: this.page.locator('code', { hasText: new RegExp(`^${name}$`) }) });
  }
}

export const openIdentityProvider = (page: Page): Promise<IdentityProvider> => new IdentityProvider(page).open();
