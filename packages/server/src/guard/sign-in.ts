import type { FastifyInstance } from 'fastify';
import { isToken } from '../link/token.js';
import { addressGroup } from './address-group.js';
import { COOKIE, cookieOf, TOO_MANY_TRIES } from './credentials.js';
import { HttpError } from './http-error.js';
import type { WrongTokens } from './wrong-tokens.js';

/** A page that asks for the token, so that a browser can use the API by a cookie. */
export async function signInRoutes(
  app: FastifyInstance,
  token: string,
  isTls: boolean,
  wrong: WrongTokens,
): Promise<void> {
  app.get('/sign-in', { schema: { hide: true } }, async (_, reply) =>
    reply.type('text/html; charset=utf-8').send(page('')),
  );
  app.get('/sign-in.css', { schema: { hide: true } }, async (_, reply) =>
    reply.type('text/css; charset=utf-8').send(CSS),
  );
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 4096 },
      (_, body, done) => {
        done(null, Object.fromEntries(new URLSearchParams(String(body))));
      },
    );
    scope.post('/api/v1/session', { schema: { hide: true } }, async (request, reply) => {
      const refusal = check(request.body, addressGroup(request.ip));
      if (refusal && /text\/html/.test(request.headers.accept ?? '')) {
        return reply.code(refusal.statusCode).type('text/html; charset=utf-8').send(page(refusal.message));
      }
      if (refusal) throw refusal;
      const flags = `Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000${isTls ? '; Secure' : ''}`;
      return reply.header('set-cookie', `${COOKIE}=${cookieOf(token)}; ${flags}`).redirect('/', 303);
    });
  });

  function check(body: unknown, address: string): HttpError | undefined {
    const { token: given } = (body ?? {}) as { readonly token?: unknown };
    const { status, code, message } = TOO_MANY_TRIES;
    if (wrong.isTooMany(address)) return new HttpError(status, code, message);
    if (typeof given === 'string' && isToken(given, token)) return undefined;
    wrong.count(address);
    return new HttpError(401, 'no-token', 'found another token than the one that moodwire serve was started with');
  }
}

/** What is said of the last try is worded here, so that it may stand in the page as it is. */
const page = (refusal: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Moodwire</title>
<link rel="stylesheet" href="/sign-in.css">
<main>
<h1>Moodwire</h1>
<form method="post" action="/api/v1/session">
<label for="token">The token that <code>moodwire serve</code> was started with</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<button>Sign in</button>
<p role="alert">${refusal}</p>
</form>
</main>
</html>
`;

const CSS = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { min-height: 90vh; display: grid; place-items: center; margin: 0 }
main { width: min(24rem, 90vw) }
form { display: grid; gap: .75rem }
input, button { font: inherit; padding: .6rem .8rem; border-radius: .5rem; border: 1px solid #8886 }
button { background: #4a5bd4; color: #fff; border: 0; cursor: pointer }
`;
