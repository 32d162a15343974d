import { expectAccessibleInBothThemes } from '../fixtures/axe.ts';
import { expect, expectHeard, test } from '../fixtures/test.ts';
import { IdentityProvider, openIdentityProvider } from '../pages/identityProvider.ts';
import { Users } from '../pages/users.ts';

const ISSUER = 'https://idp.example.com';
const AT = Date.UTC(2026, 0, 31, 8, 15) * 1_000;
const HOUR = 3_600_000_000;

/** An answer of the server with a provider in it. How real ones behave is tested with a real provider. */
const provider = (changes = {}) => ({
  providers: [
    {
      issuers: [ISSUER, `${ISSUER}:443`],
      profile: 'at+jwt',
      audience: 'https://iu.example.com',
      scopes: ['calls'],
      algorithms: ['RS256', 'ES256'],
      jwks_uri: `${ISSUER}/jwks`,
      pinned: false,
      token_endpoint: `${ISSUER}/token`,
      keys: [{ kid: 'key-1', algorithm: 'RS256', first_seen: AT - 5 * HOUR }],
      fetched: AT,
      last_error: null,
      last_tried: AT,
      stale: false,
      ...changes,
    },
  ],
  now: AT,
  origin: 'https://users.example.com',
});

/** Goes to the page within the application, so that the browser asks for the providers, and gets these. */
async function openWith(page: IdentityProvider, providers: unknown): Promise<void> {
  await page.page.route('**/api/inbound/providers', (route) => route.fulfill({ json: providers }));
  await page.goto('/admin');
  await page.navigation.getByRole('link', { name: 'Identity Provider' }).click();
  await expect(page.heading('Identity Provider')).toBeVisible();
}

/** Has the server answer the next check of a token, and gives what was asked. */
async function answerCheck(page: IdentityProvider, report: unknown): Promise<string[]> {
  const asked: string[] = [];
  await page.page.route('**/api/inbound/check-token', (route) => {
    asked.push((route.request().postDataJSON() as { token: string }).token);
    return route.fulfill({ json: report });
  });
  return asked;
}

test.describe('the Identity Provider page', () => {
  test('says what to set when nothing is configured', async ({ page }) => {
    const setup = await openIdentityProvider(page);
    await expect(setup.main.getByText('No identity provider is configured')).toBeVisible();
    await expect(setup.main.getByText(/Set IU_IDP_ISSUER .* and IU_IDP_AUDIENCE/)).toBeVisible();
    await setup.main.getByRole('button', { name: 'Copy example of settings' }).click();
    await expect(setup.toast('Example of settings: copied')).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('IU_IDP_AUDIENCE=');
  });

  test('is where somebody without users is led', async ({ emptyPage: page }) => {
    const users = new Users(page);
    await users.goto('/admin/users/integration-users');
    await users.main.getByRole('link', { name: 'Identity Provider' }).click();
    await expect(users.heading('Identity Provider')).toBeVisible();
  });

  test('shows what is configured, with keys and their age', async ({ page }) => {
    const setup = new IdentityProvider(page);
    await openWith(setup, provider());
    const card = setup.provider(ISSUER);
    for (const said of ['Standard access token', 'https://iu.example.com', 'calls', 'RS256, ES256', `${ISSUER}/jwks`, '(discovered)']) {
      await expect(card).toContainText(said);
    }
    await expect(setup.keys(ISSUER).filter({ hasText: 'key-1' }).getByRole('cell')).toHaveText([
      'key-1',
      'RS256',
      '2026-01-31 03:15 UTC',
      '5 hours',
    ]);
    await expect(card.getByRole('alert')).toHaveCount(0);
    await expectAccessibleInBothThemes(page);
  });

  test('warns of old keys, and louder of none', async ({ page }) => {
    const setup = new IdentityProvider(page);
    await openWith(setup, provider({ stale: true, last_error: 'It did not answer within 2 s.' }));
    const card = setup.provider(ISSUER);
    await expect(card.getByRole('status')).toContainText('has not answered for a while');
    await expect(card).toContainText('It did not answer within 2 s. (2026-01-31 08:15 UTC)');
    await page.unroute('**/api/inbound/providers');
    await page.route('**/api/inbound/providers', (route) => route.fulfill({ json: provider({ keys: [], fetched: null }) }));
    await setup.refresh.click();
    await expect(card.getByRole('alert')).toContainText('There are no keys');
    await expectAccessibleInBothThemes(page);
  });

  test('asked twice, goes on while the second answer is on its way', async ({ page }) => {
    const setup = new IdentityProvider(page);
    await openWith(setup, provider());
    const steps = await setup.openSteps('Any other OpenID provider');
    const held: (() => void)[] = [];
    await page.route('**/api/inbound/providers', async (route) => {
      await new Promise<void>((go) => held.push(go));
      await route.fulfill({ json: provider({ scopes: ['other'] }) });
    });
    await setup.refresh.click();
    await expect.poll(() => held.length).toBe(1);
    await setup.refresh.click();
    held[0]?.();
    await expect.poll(() => held.length).toBe(2);
    // What this belongs to is gone with the first answer, and stands there until the second.
    await steps.getByRole('button', { name: 'Copy commands to get a token and call' }).click();
    held[1]?.();
    await expect(setup.fact(ISSUER, 'Required scopes')).toContainText('other');
    await setup.checkToken.click();
    await expect(setup.token).toBeFocused();
  });

  test('guides step by step, with our audience and a command to copy', async ({ page }) => {
    const setup = new IdentityProvider(page);
    await openWith(setup, provider());
    const steps = await setup.openSteps('Any other OpenID provider');
    await expect(steps.getByRole('listitem')).toHaveCount(6);
    await expect(steps.getByRole('listitem').first()).toContainText('https://iu.example.com');
    await steps.getByRole('button', { name: 'Copy commands to get a token and call' }).click();
    await expect(setup.toast(/copied/)).toBeVisible();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(`'${ISSUER}/token'`);
    expect(copied).toContain("'scope=calls'");
    expect(copied).toContain("'https://users.example.com/inbound/whoami'");
    const oci = await setup.openSteps('OCI IAM');
    await expect(oci.getByRole('listitem').first()).toContainText('Integrated applications');
    await expectAccessibleInBothThemes(page);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
  });
});

test.describe('Check a token', () => {
  test('says claim by claim what holds, and why it would be refused', async ({ page }) => {
    const setup = await openIdentityProvider(page);
    const asked = await answerCheck(setup, {
      checks: [
        { name: 'alg', value: 'RS256', holds: true },
        { name: 'exp', value: '2026-01-31T08:15:00Z', holds: false },
        { name: 'scope', value: '', holds: null },
      ],
      refusal: 'Expired',
      detail: 'It ended 40 s ago.',
      party_number: 'ATLAS_020',
      client_id: 'atlas-020',
    });
    await setup.token.fill(' Bearer a.b.c\n');
    await setup.checkToken.click();
    await expect(setup.claim('alg')).toContainText('Holds');
    await expect(setup.claim('exp')).toContainText('Does not hold');
    await expect(setup.claim('scope')).toContainText('Not looked at');
    await expect(setup.checker.getByText('This token would be refused: expired')).toBeVisible();
    await expect(setup.checker.getByText('It ended 40 s ago.')).toBeVisible();
    expect(asked).toEqual(['Bearer a.b.c']);
    expect(page.url()).not.toContain('a.b.c');
    await expectAccessibleInBothThemes(page);
    await setup.checker.getByRole('link', { name: 'Show the integration user' }).click();
    await expect(page).toHaveURL(/integration-users\/ATLAS_020$/);
    await page.goBack();
    await expect(setup.token).toHaveValue('');
  });

  test('says as whom it would be admitted, and forgets it', async ({ page }) => {
    const setup = await openIdentityProvider(page);
    await answerCheck(setup, { checks: [], refusal: null, detail: '', party_number: 'ATLAS_020', client_id: 'atlas-020' });
    await setup.token.fill('a.b.c');
    await setup.checkToken.click();
    await expect(setup.checker.getByText('This token would be admitted')).toBeVisible();
    await setup.clear.click();
    await expect(setup.token).toHaveValue('');
    await expect(setup.token).toBeFocused();
    await expect(setup.checker.getByText('This token would be admitted')).toBeHidden();
    await expectHeard(page, /The token was cleared/);
  });

  test('offers to create the user of an unknown client', async ({ page }) => {
    const setup = await openIdentityProvider(page);
    await answerCheck(setup, { checks: [], refusal: 'UnknownClient', detail: '', party_number: null, client_id: 'stranger-1' });
    await setup.token.fill('a.b.c');
    await setup.checkToken.click();
    await setup.checker.getByRole('link', { name: 'Create integration user for stranger-1' }).click();
    await expect(new Users(page).createPanel.clientId).toHaveValue('stranger-1');
  });

  test('asks for a token first, and never for one in a form', async ({ page }) => {
    const setup = await openIdentityProvider(page);
    await setup.checkToken.click();
    await expect(setup.token).toBeFocused();
    await expect(setup.token).toHaveAttribute('aria-invalid', 'true');
    await expect(setup.checker.getByText('Paste an access token.')).toBeVisible();
    await expect(setup.token).toHaveAttribute('autocomplete', 'off');
    await expect(setup.token).toHaveAttribute('spellcheck', 'false');
    expect(await setup.token.evaluate((field: HTMLTextAreaElement) => field.form)).toBeNull();
  });

  test('a text that is no token is refused by the server itself', async ({ page }) => {
    const setup = await openIdentityProvider(page);
    await setup.token.fill('not a token');
    await setup.checkToken.click();
    await expect(setup.checker.getByText(/This token would be refused/)).toBeVisible();
  });
});
