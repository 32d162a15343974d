import { knock } from '../fixtures/gated.ts';
import { withInbound } from '../fixtures/data.ts';
import type { Mode, Provider } from '../fixtures/provider.ts';
import { Provider as AnotherProvider } from '../fixtures/provider.ts';
import { Server } from '../fixtures/server.ts';
import { expect, signedIn, test } from '../fixtures/test.ts';
import { openIdentityProvider } from '../pages/identityProvider.ts';

/** Keys are asked for every ten seconds here, as they may be kept for no longer; so much, and some more for a slow machine. */
const KEYS = { timeout: 25_000 };

/** What can be wrong with a provider. */
const TROUBLES: [how: string, behave: (provider: Provider) => Promise<void>][] = [
  ['is down', (provider) => provider.down()],
  ['breaks off', answers('reset')],
  ['hangs', answers('hanging')],
  ['answers with an error', answers('error')],
  ['answers rubbish', answers('rubbish')],
  ['answers megabytes', answers('huge')],
  ['sends to another host', answers('redirect')],
];

// They mostly wait, and beside others (`playwright.config.ts`).
test.describe.configure({ timeout: 90_000 });

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

  test('that are known go on in every trouble of a provider, and unknown ones keep nobody waiting', async ({ browser, guard, applications }) => {
    // All at once, each with a provider of its own: most of the time of this test is waiting until keys are due.
    const providers = await Promise.all(TROUBLES.map(() => AnotherProvider.start()));
    const server = await Server.start({ lines: withInbound(), configuration: providers.map(asTable).join('\n') });
    try {
      const context = await signedIn(browser, server);
      guard.watch(context);
      const about = await openIdentityProvider(await context.newPage());
      const call = async (authorization: string) => (await knock(server, authorization)).status;
      const callers = await Promise.all(
        providers.map(async (provider) => {
          const { clientId } = applications.next();
          const known = `Bearer ${await provider.token(clientId)}`;
          const unknown = `Bearer ${await provider.mint({ client: clientId, header: { kid: 'never-published' } })}`;
          return { known, unknown };
        }),
      );
      for (const { known } of callers) {
        expect(await call(known)).toBe(200);
      }
      await Promise.all(TROUBLES.map(([, behave], at) => behave(providers[at]!)));
      for (const [at, { known, unknown }] of callers.entries()) {
        await test.step(`calls while it ${TROUBLES[at]![0]}`, async () => {
          const begin = Date.now();
          expect(await Promise.all([unknown, known, unknown, known, unknown].map(call))).toEqual([401, 200, 401, 200, 401]);
          expect(Date.now() - begin).toBeLessThan(8_000);
        });
      }

      // The page says what is wrong with each, once the keys were due.
      const errors = providers.map((provider) => about.fact(provider.issuer, 'Last error'));
      await expect(async () => {
        await about.refresh.click();
        for (const error of errors) {
          await expect(error).not.toHaveText('None', { timeout: 1_000 });
        }
        expect(await Promise.all(callers.map(({ known }) => call(known)))).toEqual(callers.map(() => 200));
      }).toPass(KEYS);
      await Promise.all(providers.map((provider) => provider.reset()));
      await expect(async () => {
        await about.refresh.click();
        for (const error of errors) {
          await expect(error).toHaveText('None', { timeout: 1_000 });
        }
      }).toPass(KEYS);
      await context.close();
    } finally {
      await server.stop();
      await Promise.all(providers.map((provider) => provider.stop()));
    }
  });

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

/** A provider in the configuration file. */
function asTable(provider: Provider): string {
  return `[[identity_provider]]\nissuer = "${provider.issuer}"\naudience = "${provider.audience}"\n`;
}
