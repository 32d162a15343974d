import { expect, knock, test } from '../fixtures/gated.ts';
import { withInbound } from '../fixtures/data.ts';
import type { Mode, Provider } from '../fixtures/provider.ts';
import { Provider as AnotherProvider } from '../fixtures/provider.ts';
import { Server } from '../fixtures/server.ts';
import { openIdentityProvider } from '../pages/identityProvider.ts';

/** Keys are asked for every ten seconds here, as they may be kept for no longer; so much, and some more for a slow machine. */
const KEYS = { timeout: 25_000 };

test.describe.configure({ timeout: 60_000 });

test.describe('keys of the provider', () => {
  test('a new one works, the old one goes on, and a withdrawn one dies', async ({ gatedPage: page, provider, call, applications }) => {
    const { clientId } = applications.next();
    const old = `Bearer ${await provider.token(clientId)}`;
    expect((await call(old)).status).toBe(200);

    const kid = await provider.rotate();
    const before = (await provider.state()).asked.jwks;
    const fresh = `Bearer ${await provider.token(clientId)}`;
    await expect.poll(async () => (await call(fresh)).status, KEYS).toBe(200);
    expect((await call(old)).status).toBe(200);
    // However many calls with the new key there were, they have asked for the keys together.
    expect((await provider.state()).asked.jwks - before).toBeLessThanOrEqual(3);
    const about = await openIdentityProvider(page);
    await expect(about.key(provider.issuer, kid)).toContainText('RS256');

    await provider.withdraw();
    await expect.poll(async () => (await call(old)).status, KEYS).toBe(401);
    expect((await call(fresh)).status).toBe(200);
  });

  for (const [how, behave] of Object.entries({
    'is down': (provider) => provider.down(),
    'breaks off': answers('reset'),
    'hangs': answers('hanging'),
    'answers with an error': answers('error'),
    'answers rubbish': answers('rubbish'),
    'answers megabytes': answers('huge'),
    'sends to another host': answers('redirect'),
  } satisfies Record<string, (provider: Provider) => Promise<void>>)) {
    test(`that are known go on when the provider ${how}, and unknown ones keep nobody waiting`, async ({
      gatedPage: page,
      provider,
      call,
      applications,
    }) => {
      const { clientId } = applications.next();
      const [known, unknown] = [
        `Bearer ${await provider.token(clientId)}`,
        `Bearer ${await provider.mint({ client: clientId, header: { kid: 'never-published' } })}`,
      ];
      expect((await call(known)).status).toBe(200);
      await behave(provider);
      const begin = Date.now();
      const answers = await Promise.all([unknown, known, unknown, known, unknown].map((authorization) => call(authorization)));
      expect(answers.map((answer) => answer.status)).toEqual([401, 200, 401, 200, 401]);
      expect(Date.now() - begin).toBeLessThan(8_000);

      // The page says what is wrong, once the keys were due.
      const about = await openIdentityProvider(page);
      const error = about.fact(provider.issuer, 'Last error');
      await expect(async () => {
        await about.refresh.click();
        await expect(error).not.toHaveText('None', { timeout: 1_000 });
        expect((await call(known)).status).toBe(200);
      }).toPass(KEYS);
      await provider.reset();
      await expect(async () => {
        await about.refresh.click();
        await expect(error).toHaveText('None', { timeout: 1_000 });
      }).toPass(KEYS);
    });
  }

  test('that cannot be had at the start are waited for: 503 with Retry-After, and calls come in once they are there', async ({
    applications,
  }) => {
    const provider = await AnotherProvider.start();
    const authorization = `Bearer ${await provider.token(applications.next().clientId)}`;
    await provider.down();
    const server = await Server.start({ lines: withInbound(), environment: provider.environment });
    try {
      const answer = await knock(server, authorization);
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      await provider.reset();
      await expect.poll(async () => (await knock(server, authorization)).status, KEYS).toBe(200);
    } finally {
      await server.stop();
      await provider.stop();
    }
  });
});

function answers(mode: Mode): (provider: Provider) => Promise<void> {
  return (provider) => provider.behave({ discovery: mode, jwks: mode });
}
