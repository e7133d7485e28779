import type { FastifyInstance } from 'fastify';
import { isToken } from '../link/token.js';
import { COOKIE, cookieOf } from './credentials.js';
import { HttpError } from './http-error.js';

const WINDOW_MS = 60_000;
const MOST_TRIES = 10;

/** A page that asks for the token, so that a browser can use the API by a cookie. */
export async function signInRoutes(app: FastifyInstance, token: string, isTls: boolean): Promise<void> {
  const tries = createTries();
  app.get('/sign-in', { schema: { hide: true } }, async (_, reply) =>
    reply.type('text/html; charset=utf-8').send(PAGE),
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
      const { token: given = '' } = (request.body ?? {}) as { token?: unknown };
      if (!tries.take(request.ip)) throw new HttpError(429, 'too-many-tries', 'too many wrong tokens: wait a minute');
      if (typeof given !== 'string' || !isToken(given, token)) {
        throw new HttpError(401, 'no-token', 'found another token than the one that moodwire serve was started with');
      }
      tries.forget(request.ip);
      const flags = `Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000${isTls ? '; Secure' : ''}`;
      return reply.header('set-cookie', `${COOKIE}=${cookieOf(token)}; ${flags}`).redirect('/', 303);
    });
  });
}

function createTries() {
  let counts = new Map<string, number>();
  let until = 0;
  return {
    take(address: string): boolean {
      if (Date.now() > until) {
        counts = new Map();
        until = Date.now() + WINDOW_MS;
      }
      const count = (counts.get(address) ?? 0) + 1;
      counts.set(address, count);
      return count <= MOST_TRIES;
    },
    forget: (address: string): void => void counts.delete(address),
  };
}

const PAGE = `<!doctype html>
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
