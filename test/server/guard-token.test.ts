import { describe, expect, test } from 'vitest';
import { asked, errorOf, type Guarded, guarded, TOKEN } from './guard-app.js';

const token = TOKEN.replaceAll(' ', '-');
const bearer = (given: string) => ({ authorization: `Bearer ${given}` });

/** Gives the token to the page that asks for it. */
const signIn = (app: Guarded, given: string, headers: Record<string, string> = {}) =>
  asked(
    app,
    { origin: `http://${app.host}`, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    'POST /api/v1/session',
    `token=${encodeURIComponent(given)}`,
  );

describe('a server with a token', () => {
  test('answers whom shows it, and says to all others what to do', async () => {
    const app = await guarded({ token });
    expect((await asked(app, bearer(token))).status).toBe(200);
    for (const headers of [
      {},
      bearer('wrong'),
      bearer(''),
      bearer(token.slice(1)),
      { authorization: `Basic ${token}` },
    ]) {
      const answer = await asked(app, headers);
      expect(answer.status).toBe(401);
      expect(answer.head).toMatch(/www-authenticate: Bearer/i);
      expect(errorOf(answer)).toEqual({ code: 'no-token', message: expect.stringContaining('Authorization: Bearer') });
    }
  });

  test('asks for it before it says what there is, and however the path is written', async () => {
    const app = await guarded({ token });
    const paths = [
      '/nothing',
      '/api/v1/%74hing',
      '//api/v1/thing',
      '/api/v1/health/../thing',
      '/api/v1/health?',
      '/sign-in/%2e',
    ];
    for (const path of paths) expect((await asked(app, {}, `GET ${path}`)).status, path).toBe(401);
    expect((await asked(app, {}, 'POST /api/v1/thing', '{}')).status).toBe(401);
  });

  test('takes it of a WebSocket in its sub-protocol', async () => {
    const app = await guarded({ token });
    const upgrade = (protocol?: string) =>
      asked(app, { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': protocol });
    expect((await upgrade(`moodwire.1, moodwire.token.${token}`)).status).toBe(101);
    expect((await upgrade(`moodwire.token.${token}x`)).status).toBe(401);
    expect((await upgrade('moodwire.1')).status).toBe(401);
    expect((await upgrade()).status).toBe(401);
  });

  test('does not take it from the query, where logs and histories would keep it', async () => {
    const app = await guarded({ token });
    expect((await asked(app, {}, `GET /api/v1/thing?token=${token}`)).status).toBe(401);
  });

  test('sends browsers to a page without scripts that asks for it', async () => {
    const app = await guarded({ token });
    const sent = await asked(app, { accept: 'text/html,*/*' }, 'GET /');
    expect(sent.status).toBe(303);
    expect(sent.head).toMatch(/location: \/sign-in\r?\n/i);
    const page = await asked(app, {}, 'GET /sign-in');
    expect(page.status).toBe(200);
    expect(page.body).not.toMatch(/<script|<style| style=| on\w+=/i);
    expect(page.head).toMatch(/content-security-policy: default-src 'none'/i);
    // Without a referrer, the form would come as from a stranger: "Origin: null".
    expect(page.head).toMatch(/referrer-policy: same-origin/i);
  });

  test('gives a cookie for it, which scripts and other places do not get, and which does not hold it', async () => {
    const app = await guarded({ token });
    const answer = await signIn(app, token);
    expect(answer.status).toBe(303);
    const [, cookie = '', flags = ''] = /set-cookie: (moodwire=[\w-]{43}); (.*)/i.exec(answer.head) ?? [];
    expect(flags).toContain('HttpOnly');
    expect(flags).toContain('SameSite=Strict');
    expect(flags).not.toContain('Secure');
    expect(answer.head).not.toContain(token);
    expect((await asked(app, { cookie: `other=1; ${cookie}` })).status).toBe(200);
    expect((await asked(app, { cookie: `moodwire=${token}` })).status).toBe(401);
    expect((await asked(app, { cookie: `${cookie.slice(0, -1)}!` })).status).toBe(401);
    expect((await asked(await guarded({ token: `${token}-2` }), { cookie })).status).toBe(401);
    // The cookie of a browser is no leave for pages of another place.
    expect((await asked(app, { cookie, origin: 'http://evil.example' }, 'POST /api/v1/thing', '{}')).status).toBe(403);
  });

  test('gives a cookie that goes over TLS alone where it speaks TLS', async () => {
    const app = await guarded({ token, isTls: true });
    const answer = await signIn(app, token, { origin: `https://${app.host}` });
    expect(answer.head).toMatch(/set-cookie: .*; Secure/i);
    expect(answer.head).toMatch(/strict-transport-security/i);
  });

  test('says to a browser what was wrong on the same page, and takes no sign-in from another place', async () => {
    const app = await guarded({ token });
    const wrong = await signIn(app, '<b>wrong', { accept: 'text/html' });
    expect(wrong.status).toBe(401);
    expect(wrong.body).toContain('found another token');
    expect(wrong.body).not.toContain('<b>wrong');
    expect((await signIn(app, token, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await signIn(app, token, { origin: 'null' })).status).toBe(403);
  });

  test('hears no more tokens of an address that gave too many wrong ones, and goes on with its cookie', async () => {
    const app = await guarded({ token, limits: { wrongTokensPerMinute: 3 } });
    const [cookie = ''] = /moodwire=[\w-]{43}/.exec((await signIn(app, token)).head) ?? [];
    for (let i = 0; i < 3; i++) await (i % 2 ? signIn(app, 'wrong') : asked(app, bearer('wrong')));
    const right = await asked(app, bearer(token));
    expect(right.status).toBe(429);
    expect(right.head).toMatch(/retry-after: 60/i);
    expect((await signIn(app, token)).status).toBe(429);
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-protocol': `moodwire.token.${token}`,
    };
    expect((await asked(app, upgrade)).status).toBe(429);
    expect((await asked(app, { cookie })).status).toBe(200);
  });

  test('writes it nowhere in its log', async () => {
    const app = await guarded({ token });
    await asked(app, bearer(token), `GET /api/v1/broken?token=${token}`);
    await asked(app, { cookie: `moodwire=${token}`, ...bearer(`${token}x`) }, `GET /nothing?token=${token}`);
    await signIn(app, token);
    expect(app.lines.length).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(app.lines)).not.toContain(token);
  });
});
