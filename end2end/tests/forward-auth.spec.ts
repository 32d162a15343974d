import { inboundGroups } from '../fixtures/data.ts';
import { Application, freePort, Nginx } from '../fixtures/nginx.ts';
import { expect, test } from '../fixtures/test.ts';
import { openUsers } from '../pages/users.ts';

const [GROUP] = inboundGroups.sales;

/** What a caller could claim to be. */
const SPOOFED = {
  'X-Integration-User': 'IU_somebodyels',
  'x-integration-client-id': 'somebody-else',
  'X-INTEGRATION-ADMINISTRATOR-GROUPS': 'userAdministrators',
  'X-Integration-Sales-Groups': 'everything',
  'X_Integration_User': 'IU_somebodyels',
};

test.describe('behind nginx, with the configuration of docs/forward-auth.md', () => {
  test('an application gets the requests of active integration users, and learns who they are', async ({
    proxied,
    through,
    provider,
    applications,
  }) => {
    const { clientId, partyNumber } = applications.next();
    const Authorization = `Bearer ${await provider.token(clientId)}`;
    const answer = await through({ Authorization }, '/orders?page=2', { method: 'POST', body: '{"order":1}' });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('of the application');
    const { method, url, headers } = proxied.application.seen[0]!;
    expect([method, url]).toEqual(['POST', '/orders?page=2']);
    expect(headers).toMatchObject({
      'x-integration-user': partyNumber,
      'x-integration-client-id': clientId,
      'x-integration-administrator-groups': inboundGroups.administrator,
      'x-integration-sales-groups': inboundGroups.sales.toSorted().join(','),
    });
    expect(headers.authorization).toBeUndefined();
  });

  test('an application never sees who a caller only claims to be', async ({ proxied, through, provider, applications }) => {
    const { clientId, partyNumber } = applications.next();
    const Authorization = `Bearer ${await provider.token(clientId)}`;
    expect((await through({ ...SPOOFED, Authorization })).status).toBe(200);
    const { headers } = proxied.application.seen[0]!;
    expect(headers['x-integration-user']).toBe(partyNumber);
    expect(JSON.stringify(headers)).not.toMatch(/somebody|everything|userAdministrators/);
    expect((await through(SPOOFED)).status).toBe(401);
    expect(proxied.application.seen).toHaveLength(1);
  });

  test('a refusal reaches the caller as it is, and the application nothing', async ({ proxied, through, provider, applications, stock }) => {
    const nobody = await through();
    expect(nobody.status).toBe(401);
    expect(nobody.headers.get('www-authenticate')).toMatch(/^Bearer/);
    const bad = await through({ Authorization: `Bearer ${await provider.mint({ client: applications.next().clientId, foreign: true })}` });
    expect(bad.status).toBe(401);
    expect(bad.headers.get('www-authenticate')).toContain('invalid_token');
    const unknown = await through({ Authorization: `Bearer ${await provider.token(stock.word('unknown-behind-nginx-'))}` });
    expect(unknown.status).toBe(403);
    expect((await through({ Authorization: 'Bearer' })).status).toBe(400);
    expect(proxied.application.seen).toEqual([]);
  });

  test('the very next request after an inactivation is refused', async ({ gatedPage: page, proxied, through, provider, applications }) => {
    const { clientId } = applications.next();
    const Authorization = `Bearer ${await provider.token(clientId)}`;
    const users = await openUsers(page, `q=${clientId}`);
    expect((await through({ Authorization })).status).toBe(200);
    await users.choose(clientId, 'Inactivate');
    await users.inactivateDialog(clientId).getByRole('button', { name: 'Inactivate' }).click();
    // The row changes before the server has answered; the message comes after.
    await expect(users.toast(`${clientId} is inactive`)).toBeVisible();
    expect((await through({ Authorization })).status).toBe(403);
    expect(proxied.application.seen).toHaveLength(1);
    await users.choose(clientId, 'Activate');
    await expect(users.toast(`${clientId} is active`)).toBeVisible();
    expect((await through({ Authorization })).status).toBe(200);
  });

  test('an address can be for the members of a group', async ({ gated, proxied, through, provider, applications }) => {
    const [member, other] = [applications.next(), applications.next()];
    const out = { oauthClientId: other.clientId, groups: { items: [] } };
    await gated.server.import(JSON.stringify({ integrationUser: out }));
    const answer = async ({ clientId }: { clientId: string }, path: string) =>
      (await through({ Authorization: `Bearer ${await provider.token(clientId)}` }, path)).status;
    expect(await answer(member, '/reports/1')).toBe(200);
    await expect.poll(() => answer(other, '/reports/1')).toBe(403);
    expect(await answer(other, '/orders')).toBe(200);
    expect(proxied.application.seen.at(-1)!.headers['x-integration-sales-groups']).toBeUndefined();
  });

  test('somebody in hundreds of groups gets through, and the application learns of all', async ({
    gated,
    proxied,
    through,
    provider,
    applications,
    stock,
  }) => {
    const { clientId } = applications.next();
    const word = stock.word('manyGroups');
    const names = Array.from({ length: 300 }, (_, at) => `${word}_${at}`);
    const groups = names.map((variableName) => ({ group: { variableName, label: variableName, type: 'Sales' } }));
    const user = { oauthClientId: clientId, groups: { items: names.map((variableName) => ({ variableName })) } };
    const lines = [...groups, { integrationUser: user }].map((line) => JSON.stringify(line));
    await gated.server.import(`${lines.join('\n')}\n`);
    const Authorization = `Bearer ${await provider.token(clientId)}`;
    const told = async () => {
      expect((await through({ Authorization })).status).toBe(200);
      return String(proxied.application.seen.at(-1)!.headers['x-integration-sales-groups']).split(',').length;
    };
    // The gate hears of what another process imported within half a second.
    await expect.poll(told).toBe(300);
  });

  test('an error of the application itself stays one', async ({ through, provider, applications }) => {
    const Authorization = `Bearer ${await provider.token(applications.next().clientId)}`;
    const answer = await through({ Authorization }, '/broken');
    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe('of the application');
  });

  test('nobody gets through when the gate cannot be asked', async ({ provider, applications }) => {
    const application = await Application.start();
    const nginx = await Nginx.start(`127.0.0.1:${await freePort()}`, application.address, GROUP);
    try {
      const Authorization = `Bearer ${await provider.token(applications.next().clientId)}`;
      expect((await fetch(`${nginx.origin}/orders`, { headers: { Authorization } })).status).toBe(503);
      expect(application.seen).toEqual([]);
    } finally {
      await nginx.stop();
      await application.stop();
    }
  });
});
