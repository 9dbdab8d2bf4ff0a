// A certified OpenID provider for the tests: PKCE required, RFC 9207 issuer, RP logout.
//
// node provider.mjs PORT REDIRECT_URI POST_LOGOUT_REDIRECT_URI
//
// Anybody may sign in by posting a name to the interaction's address; each answer of
// importance is one line on standard output.

import { randomBytes } from 'node:crypto';
import Provider from 'oidc-provider';

const [port, redirectUri, postLogoutRedirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'datawisp',
      client_secret: 'a secret with spaces & signs: ~%+',
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [postLogoutRedirectUri],
      token_endpoint_auth_method: 'client_secret_basic'
    }
  ],
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username'],
    email: ['email', 'email_verified'],
    groups: ['groups']
  },
  conformIdTokenClaims: false,
  cookies: { keys: [randomBytes(24).toString('hex')] },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  pkce: { required: () => true },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  ttl: { Session: 3600, Interaction: 600, Grant: 3600, AccessToken: 600, IdToken: 600 },
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      name: `${id[0].toUpperCase()}${id.slice(1)} Example`,
      preferred_username: id,
      email: `${id}@example.com`,
      email_verified: true,
      groups: ['analysts']
    })
  }),
  loadExistingGrant: async ctx => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId
    });
    grant.addOIDCScope('openid profile email groups');
    await grant.save();
    return grant;
  }
});

provider.use(async (ctx, next) => {
  const match = /^\/interaction\/([A-Za-z0-9_-]+)$/.exec(ctx.path);
  if (!match || ctx.method !== 'POST') {
    return next();
  }
  const result = { login: { accountId: String(ctx.query.name ?? 'alice') } };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
});

for (const event of ['authorization.error', 'grant.error', 'server_error', 'end_session.success']) {
  provider.on(event, (_ctx, error) => console.log(event, error?.error_description ?? ''));
}

provider.listen(Number(port), '127.0.0.1', () => console.log('ready', issuer));
