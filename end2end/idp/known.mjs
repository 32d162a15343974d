/** What the identity provider knows from its start: whom it issues tokens for, and who can sign in. Nothing here is secret. */

/** What access tokens are for: `IU_IDP_AUDIENCE`. */
export const AUDIENCE = 'urn:integration-users';

/** The scope that an application may ask for. */
export const SCOPE = 'integration';

/** A client with which people sign in and that has no secret: PKCE stands in for it. */
export const ADMIN_CLIENT = 'admin-console';

/** The same with a secret, as our server has it. */
export const CONFIDENTIAL_ADMIN_CLIENT = 'admin-console-confidential';

/**
 * Applications that get tokens by client credentials. More can be registered while it runs (`control.mjs`).
 *
 * `shape` is `at+jwt` (RFC 9068) or `oci`, with the claims and the header that OCI IAM writes.
 */
export const APPLICATIONS = [
  { id: 'demo-client', alg: 'RS256', shape: 'at+jwt' },
  { id: 'rs256-client', alg: 'RS256', shape: 'at+jwt' },
  { id: 'es256-client', alg: 'ES256', shape: 'at+jwt' },
  { id: 'oci-client', alg: 'RS256', shape: 'oci' },
  { id: 'never-registered-client', alg: 'RS256', shape: 'at+jwt' },
];

/** The secret of each of our clients. */
export const secretOf = (id) => `secret-of-${id}-at-the-provider`;

/** Everybody's password. */
export const PASSWORD = 'correct horse battery staple';

/** People who can sign in. What they may do at our server follows from their groups. */
export const PEOPLE = [
  { login: 'ada', name: 'Ada Administrator', groups: ['staff', 'cpq-admins'] },
  { login: 'vera', name: 'Vera Viewer', groups: ['staff', 'cpq-viewers'] },
  { login: 'sam', name: 'Sam Stranger', groups: ['staff'] },
];

/** A client's metadata as RFC 7591 writes it, for an application. */
export function application({ id, alg = 'RS256', shape = 'at+jwt', secret = secretOf(id) }) {
  return {
    client_id: id,
    client_secret: secret,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'client_secret_basic',
    scope: SCOPE,
    token_alg: alg,
    token_shape: shape,
  };
}

/** The same for the client with which administrators sign in. */
export function adminClient({ id = ADMIN_CLIENT, redirectUris = [], postLogoutRedirectUris = [] } = {}) {
  const isPublic = id === ADMIN_CLIENT;
  return {
    client_id: id,
    ...(isPublic ? {} : { client_secret: secretOf(id) }),
    client_name: 'Integration Users',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: redirectUris,
    post_logout_redirect_uris: postLogoutRedirectUris,
    token_endpoint_auth_method: isPublic ? 'none' : 'client_secret_basic',
    id_token_signed_response_alg: 'RS256',
  };
}
