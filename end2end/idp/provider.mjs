import { randomBytes } from 'node:crypto';
import Provider from 'oidc-provider';
import { decodeJwt } from 'jose';
import { AUDIENCE, PASSWORD, PEOPLE, SCOPE } from './known.mjs';
import { errorPage, signedOutPage, signInPage, signOutPage } from './pages.mjs';

const cookieKeys = [randomBytes(32).toString('base64url')];

/** How an ID token can be wrong; what is changed in its claims, and how it is signed. */
export const ID_TOKEN_FAULTS = {
  'wrong-nonce': { claims: { nonce: 'another-nonce' } },
  'no-nonce': { claims: { nonce: undefined } },
  'wrong-audience': { claims: { aud: 'another-client' } },
  'wrong-issuer': { claims: { iss: 'https://elsewhere.example' } },
  expired: { claims: { iat: 1_700_000_000, exp: 1_700_000_600 } },
  'foreign-key': { sign: { foreign: true } },
};

/** oidc-provider over the keys of now. When they change a new one takes its place, over the same memory. */
export function makeProvider(issuer, { keys, memory, settings }) {
  const provider = new Provider(issuer, {
    adapter: memory.adapter(),
    jwks: { keys: keys.jwks },
    cookies: { keys: cookieKeys, names: { session: 'idp_session', interaction: 'idp_interaction', resume: 'idp_resume' } },
    clientDefaults: { id_token_signed_response_alg: 'RS256' },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256'] },
    extraClientMetadata: { properties: ['token_alg', 'token_shape'] },
    scopes: ['openid', 'profile', 'email', 'groups', SCOPE],
    claims: {
      openid: ['sub', 'groups'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    // Claims belong into the ID token; there is no need to ask for user information.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    responseTypes: ['code'],
    routes: { authorization: '/authorize', jwks: '/jwks', token: '/token', end_session: '/sign-out' },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? settings.tokenSeconds,
      IdToken: 600,
      Interaction: 600,
      Session: 3600,
      Grant: 3600,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, client) => (client.grantTypeAllowed('client_credentials') ? AUDIENCE : undefined),
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, audience, client) => {
          const alg = client.token_alg ?? 'RS256';
          return {
            audience,
            scope: SCOPE,
            accessTokenTTL: settings.tokenSeconds,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg, kid: keys.signing(alg)?.kid } },
          };
        },
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = signOutPage(form);
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = signedOutPage();
        },
      },
    },
    formats: { customizers: { jwt: (_ctx, token, jwt) => shape(token.client, jwt) } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, login) => account(login),
    loadExistingGrant: grantAll,
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = errorPage(out);
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    const fault = ID_TOKEN_FAULTS[settings.idToken];
    if (fault && ctx.body?.id_token) {
      const claims = { ...decodeJwt(ctx.body.id_token), ...fault.claims };
      ctx.body = { ...ctx.body, id_token: await keys.sign(claims, fault.sign) };
    }
  });
  return provider;
}

/** OCI IAM says in claims of its own what a token is, and nothing in its header. */
function shape(client, jwt) {
  if (client?.token_shape === 'oci') {
    jwt.header = { ...jwt.header, typ: 'JWT' };
    Object.assign(jwt.payload, { tok_type: 'AT', sub_type: 'client', client_name: client.clientId });
  }
  return jwt;
}

function account(login) {
  const person = PEOPLE.find((one) => one.login === login);
  return (
    person && {
      accountId: login,
      claims: () => ({
        sub: login,
        name: person.name,
        preferred_username: login,
        email: `${login}@example.com`,
        email_verified: true,
        groups: person.groups,
      }),
    }
  );
}

/** Nobody is asked for consent: the one client that people sign in to belongs to the house. */
async function grantAll(ctx) {
  const { client, session, provider } = ctx.oidc;
  const known = session.grantIdFor(client.clientId);
  const grant = known
    ? await provider.Grant.find(known)
    : new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant?.addOIDCScope('openid profile email groups');
  await grant?.save();
  return grant;
}

/** The pages between `/authorize` and the way back; says whether the address was one of them. */
export async function interact(provider, request, response) {
  if (!/^\/interaction\/[\w-]+$/.test(request.url)) {
    return false;
  }
  const details = await provider.interactionDetails(request, response);
  const show = (fault) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(signInPage({ action: request.url, client: details.params.client_id, fault, people: PEOPLE }));
  };
  if (request.method !== 'POST') {
    show();
    return true;
  }
  const form = new URLSearchParams(await text(request));
  const login = form.get('login') ?? '';
  if (form.get('password') !== PASSWORD || !account(login)) {
    show('User name and password do not go together.');
    return true;
  }
  await provider.interactionFinished(request, response, { login: { accountId: login } });
  return true;
}

/** The body of a request. */
export async function text(request) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
