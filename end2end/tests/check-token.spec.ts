import { expectAccessibleInBothThemes } from '../fixtures/axe.ts';
import { expect, test } from '../fixtures/test.ts';
import { openIdentityProvider } from '../pages/identityProvider.ts';

test.describe('the Identity Provider page', () => {
  test('says whose tokens are accepted, and with which keys', async ({ gatedPage: page, provider }) => {
    const about = await openIdentityProvider(page);
    await expect(about.heading('Identity Provider')).toBeVisible();
    const card = about.provider(provider.issuer);
    for (const fact of [provider.audience, 'RS256, ES256', `${provider.issuer}/jwks`, `${provider.issuer}/token`]) {
      await expect(card).toContainText(fact);
    }
    const { keys } = await provider.state();
    for (const { kid, alg } of keys) {
      await expect(about.key(provider.issuer, kid)).toContainText(alg);
    }
    await expect(await about.openSteps('Any other OpenID provider')).toContainText('curl');
    await expectAccessibleInBothThemes(page);
  });

  test('checks a token that would be admitted, claim by claim, and keeps nothing of it', async ({
    gated,
    gatedPage: page,
    provider,
    call,
    applications,
  }) => {
    const { clientId, partyNumber } = applications.next();
    const token = await provider.token(clientId);
    const about = await openIdentityProvider(page);
    await about.check(`Bearer ${token}\n`);
    await expect(about.verdict('This token would be admitted')).toBeVisible();
    for (const claim of ['signature', 'iss', 'aud', 'exp', 'client_id']) {
      await expect(about.claim(claim)).toContainText('Holds');
    }
    await expectAccessibleInBothThemes(page);
    await expect(page.getByRole('link', { name: 'Show the integration user' })).toHaveAttribute('href', new RegExp(partyNumber));
    expect(page.url()).not.toContain(token.slice(-20));
    expect(gated.server.said.join('\n')).not.toContain(token.slice(-20));

    await about.clear.click();
    await expect(about.token).toHaveValue('');
    await expect(about.verdict('This token would be admitted')).toBeHidden();
    // It was looked at, not used.
    expect((await call(`Bearer ${token}`)).status).toBe(200);
  });

  test('says why a token would be refused, and what to do about it', async ({ gatedPage: page, provider, applications, stock }) => {
    const { clientId } = applications.next();
    const about = await openIdentityProvider(page);
    const unknown = stock.word('unheard-of-client-');
    for (const [token, verdict] of [
      [await provider.mint({ client: clientId, claims: { aud: 'urn:another' } }), /refused: wrong audience/],
      [await provider.mint({ client: clientId, claims: { iss: 'https://elsewhere.example' } }), /refused: wrong issuer/],
      [await provider.mint({ client: clientId, claims: { iat: 1_700_000_000, exp: 1_700_000_600 } }), /refused: expired/],
      [await provider.mint({ client: clientId, foreign: true }), /refused: signature does not hold/],
      [await provider.mint({ client: clientId, header: { typ: 'JWT' } }), /refused: not an access token/],
      [await provider.token(unknown), /refused: unknown client/],
      ['not.a.token', /refused: not a signed token/],
    ] as const) {
      await about.check(token);
      await expect(about.verdict(verdict)).toBeVisible();
    }
    await about.check(await provider.mint({ client: clientId, claims: { aud: 'urn:another' } }));
    await expect(about.claim('aud')).toContainText('Does not hold');
    await expect(about.claim('aud')).toContainText('urn:another');
    await expect(about.claim('signature')).toContainText('Holds');
    await expectAccessibleInBothThemes(page);
  });

  test('offers to make the integration user of a client that is not known', async ({ gatedPage: page, provider, stock }) => {
    const unknown = stock.word('unmade-client-');
    const about = await openIdentityProvider(page);
    await about.check(await provider.token(unknown));
    await expect(page.getByRole('link', { name: `Create integration user for ${unknown}` })).toBeVisible();
  });

  test('takes no token when there is none', async ({ gatedPage: page }) => {
    const about = await openIdentityProvider(page);
    await about.checkToken.click();
    await expect(about.token).toHaveAccessibleDescription(/Paste an access token/);
    await expect(about.token).toBeFocused();
  });
});
