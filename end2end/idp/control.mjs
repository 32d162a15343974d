import { createServer } from 'node:http';
import { adminClient, application, AUDIENCE, SCOPE } from './known.mjs';
import { text } from './provider.mjs';

/**
 * The back door of the tests: JSON over loopback. Every answer is JSON; what went wrong is in `error`.
 *
 *     GET  /state                                   issuer, keys, modes, how often each place was asked
 *     POST /keys/rotate    {alg}                    a new key signs; the old one stays published
 *     POST /keys/withdraw  {kid}                    that key, or all that do not sign, are gone
 *     POST /mode           {discovery, jwks, token, slowMs, maxAge, idToken, tokenSeconds}
 *     POST /down, /up                               nobody listens, and again
 *     POST /clients        {id, alg, shape}         an application
 *     POST /admin-client   {id, redirectUris, postLogoutRedirectUris}
 *     POST /mint           {claims, header, kid, alg, foreign}, or an array of them
 *     POST /reset                                   modes as at the start
 */
export function controlServer(idp) {
  const doors = {
    'GET /state': () => idp.state(),
    'POST /keys/rotate': async ({ alg }) => {
      const kid = await idp.keys.rotate(alg);
      idp.renew();
      return { kid };
    },
    'POST /keys/withdraw': ({ kid }) => {
      idp.keys.withdraw(kid);
      idp.renew();
      return idp.state();
    },
    'POST /mode': ({ idToken, tokenSeconds, ...modes }) => {
      idp.settings.idToken = idToken ?? idp.settings.idToken;
      idp.settings.tokenSeconds = tokenSeconds ?? idp.settings.tokenSeconds;
      idp.modes.set(modes);
      return idp.state();
    },
    'POST /down': () => idp.down(),
    'POST /up': () => idp.up(),
    'POST /clients': (client) => {
      const metadata = application(client);
      idp.memory.register(metadata);
      return { id: metadata.client_id, secret: metadata.client_secret };
    },
    'POST /admin-client': (client) => {
      const metadata = adminClient(client);
      idp.memory.register(metadata);
      return { id: metadata.client_id, secret: metadata.client_secret ?? null };
    },
    'POST /mint': async (wanted) => {
      const all = Array.isArray(wanted) ? wanted : [wanted];
      return { tokens: await Promise.all(all.map((one) => mint(idp, one))) };
    },
    'POST /reset': () => {
      idp.reset();
      return idp.state();
    },
  };
  return createServer(async (request, response) => {
    const answer = (status, body) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(`${JSON.stringify(body ?? {})}\n`);
    try {
      const door = doors[`${request.method} ${request.url}`];
      if (!door) {
        answer(404, { error: `no such door; there are ${Object.keys(doors).join(', ')}` });
        return;
      }
      const body = await text(request);
      answer(200, await door(body ? JSON.parse(body) : {}));
    } catch (error) {
      answer(400, { error: String(error?.message ?? error) });
    }
  });
}

/** An access token with whatever claims and header are wanted; what is not said is as the provider would write it. `null` leaves a claim out. */
async function mint(idp, { client = 'demo-client', claims = {}, header = {}, ...how }) {
  const now = Math.floor(Date.now() / 1000);
  const all = {
    iss: idp.issuer,
    sub: client,
    client_id: client,
    aud: AUDIENCE,
    scope: SCOPE,
    iat: now,
    exp: now + idp.settings.tokenSeconds,
    jti: `minted-${now}-${Math.random().toString(36).slice(2)}`,
    ...claims,
  };
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
  return idp.keys.sign(kept, { ...how, header: { typ: 'at+jwt', ...header } });
}
