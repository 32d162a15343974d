import { answers, knock, WHOAMI } from '../fixtures/gated.ts';
import { inboundGroups } from '../fixtures/data.ts';
import { Server } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/test.ts';
import { openInboundCalls } from '../pages/inboundCalls.ts';
import { openUsers, Users } from '../pages/users.ts';

/** What is counted is on the pages within seconds: it is written beside the calls. */
const COUNTED = { timeout: 15_000 };

test.describe('an application', () => {
  test('comes in with its access token, and is told who it is', async ({ provider, call, applications }) => {
    for (const alg of ['RS256', 'ES256'] as const) {
      const { clientId, partyNumber } = applications.next();
      await provider.register(clientId, { alg });
      const answer = await call(`Bearer ${await provider.token(clientId)}`);
      expect(answer.status, alg).toBe(200);
      expect(answer.headers.get('content-type')).toContain('application/json');
      const body = await answer.text();
      for (const part of [clientId, partyNumber, inboundGroups.administrator, ...inboundGroups.sales]) {
        expect(body).toContain(`"${part}"`);
      }
    }
  });

  test('is refused from the first call after it was inactivated, and comes in from the first after it was activated', async ({
    gatedPage: page,
    provider,
    call,
    applications,
  }) => {
    const { clientId } = applications.next();
    const authorization = `Bearer ${await provider.token(clientId)}`;
    const users = await openUsers(page, `q=${clientId}`);
    expect((await call(authorization)).status).toBe(200);

    await users.choose(clientId, 'Inactivate');
    await users.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).click();
    // The row changes before the server has answered; the message comes after.
    await expect(users.toast(`${clientId} is inactive`)).toBeVisible();
    await answers(403, () => call(authorization));

    await users.choose(clientId, 'Activate');
    await expect(users.toast(`${clientId} is active`)).toBeVisible();
    await answers(200, () => call(authorization));
  });

  test('that nobody knows gets the same answer as one that is inactive, and its integration user can be made from the list of those', async ({
    gatedPage: page,
    gated,
    provider,
    call,
    applications,
    stock,
  }) => {
    const { clientId: inactive } = applications.next();
    await gated.server.import(JSON.stringify({ integrationUser: { oauthClientId: inactive, status: { value: 0 } } }));
    const unknown = stock.word('unknown-client-');
    const [theirs, ours] = [`Bearer ${await provider.token(unknown)}`, `Bearer ${await provider.token(inactive)}`];
    // Another process has written it, so it is known here within a second.
    await expect.poll(async () => (await call(ours)).status, { timeout: 5_000 }).toBe(403);
    const [one, other] = [await call(theirs), await call(ours)];
    expect(one.status).toBe(403);
    expect(await apartFromItsName(one)).toEqual(await apartFromItsName(other));

    const calls = await openInboundCalls(page);
    await expect(async () => {
      await page.reload();
      await expect(calls.unknown(unknown)).toBeVisible({ timeout: 1_000 });
    }).toPass(COUNTED);
    await expect(calls.refusalsOf(inactive).first()).toContainText('Inactive');
    await calls.create(unknown).click();
    const users = new Users(page);
    await users.awake();
    await expect(users.createPanel.clientId).toHaveValue(unknown);
    await expect(page).not.toHaveURL(new RegExp(unknown));
    await users.createPanel.create.click();
    await expect(users.createPanel.dialog).toBeHidden();
    await answers(200, () => call(theirs));
  });

  test('that has called shows when in the list, and its calls in the panel', async ({
    gatedPage: page,
    provider,
    call,
    applications,
  }) => {
    const { clientId } = applications.next();
    const users = await openUsers(page, `q=${clientId}`);
    await expect(users.row(clientId)).toContainText('Never');
    expect((await call(`Bearer ${await provider.token(clientId)}`)).status).toBe(200);
    await expect(async () => {
      await page.reload();
      await expect(users.row(clientId)).toBeVisible();
      await expect(users.row(clientId)).not.toContainText('Never', { timeout: 1_000 });
    }).toPass(COUNTED);
    await users.awake();
    await users.link(clientId).click();
    await users.editPanel.dialog.getByRole('button', { name: 'Inbound calls' }).click();
    await expect(users.editPanel.dialog.getByRole('status').filter({ hasText: '1 call in 30 days: 1 accepted, 0 refused' })).toBeVisible();
  });

  test('is told in the terms of OAuth what is wrong with what it sent', async ({ call, provider, applications }) => {
    const { clientId } = applications.next();
    const nothing = await call();
    expect(nothing.status).toBe(401);
    expect(nothing.headers.get('www-authenticate')).toMatch(/^Bearer\b(?!.*error)/);
    for (const [what, token] of Object.entries({
      'for somebody else': await provider.mint({ client: clientId, claims: { aud: 'urn:another' } }),
      'expired': await provider.mint({ client: clientId, claims: { iat: 1_700_000_000, exp: 1_700_000_600 } }),
      'signed by somebody else': await provider.mint({ client: clientId, foreign: true }),
      'of a person': await provider.mint({ client: clientId, claims: { sub: 'ada' } }),
      'an ID token': await provider.mint({ client: clientId, claims: { nonce: 'n' } }),
      'no token': 'rubbish',
    })) {
      const answer = await call(`Bearer ${token}`);
      expect(answer.status, what).toBe(401);
      expect(answer.headers.get('www-authenticate'), what).toContain('error="invalid_token"');
      expect(answer.headers.get('content-type'), what).toContain('application/problem+json');
      expect(await answer.text(), what).not.toContain(token);
    }
    expect((await call(`Bearer ${await provider.mint({ client: clientId })}`)).status).toBe(200);
  });

  test('cannot come in with the session of an administrator, nor an administrator with a token', async ({
    gated,
    gatedPage: page,
    provider,
    applications,
    guard,
  }) => {
    guard.expect(/401/);
    expect((await page.request.get(WHOAMI)).status()).toBe(401);
    const { clientId } = applications.next();
    const authorization = `Bearer ${await provider.token(clientId)}`;
    const answer = await fetch(`${gated.server.origin}/admin/users/integration-users`, {
      headers: { Authorization: authorization },
      redirect: 'manual',
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(/^\/sign-in/);
  });
});

test('before any provider is configured nobody comes in, and the answer says so', async ({ provider, applications }) => {
  const server = await Server.start();
  try {
    const answer = await knock(server, `Bearer ${await provider.token(applications.next().clientId)}`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toMatch(/no identity provider is configured/i);
  } finally {
    await server.stop();
  }
});

/** The body without what is different in every answer. */
async function apartFromItsName(answer: Response): Promise<unknown> {
  const body = (await answer.json()) as Record<string, unknown>;
  const { instance: _instance, requestId: _requestId, ...rest } = body;
  return rest;
}
