import { describe, expect, test } from 'vitest';
import { asked, errorOf, guarded, raw } from './guard-app.js';

const POST = 'POST /api/v1/thing';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a request names this server', () => {
  test('by its loopback names and addresses, with its port', async () => {
    const app = await guarded();
    for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
      expect((await asked(app, { host: `${name}:${app.port}` })).status, name).toBe(200);
    }
  });

  test('or is refused, so that a name pointed here by another reads nothing', async () => {
    const app = await guarded();
    const own = app.port;
    for (const host of [
      `evil.example:${own}`,
      `127.0.0.1.evil.example:${own}`,
      `localhost@evil.example:${own}`,
      `evil.example@localhost:${own}`,
      `192.168.1.2:${own}`,
      '127.0.0.1',
      '127.0.0.1:1',
      `localhost:${own}, evil.example`,
      'localhost:',
      '',
    ]) {
      const answer = await asked(app, { host });
      expect(answer.status, host).toBe(421);
      expect(errorOf(answer).code).toBe('wrong-host');
    }
  });

  test('by a name that was given to it, behind a proxy on any port', async () => {
    const app = await guarded({ names: ['Photos.Example'] });
    for (const host of ['photos.example', 'photos.example:8443', 'PHOTOS.EXAMPLE.'])
      expect((await asked(app, { host })).status, host).toBe(200);
    expect((await asked(app, { host: 'x.photos.example' })).status).toBe(421);
    const proxied = { host: 'photos.example', origin: 'https://photos.example', ...JSON_TYPE };
    expect((await asked(app, proxied, POST, '{}')).status).toBe(200);
  });

  test('by any address where it listens on all of them, and by no name', async () => {
    const app = await guarded({ host: '0.0.0.0' });
    for (const name of ['192.168.1.2', '127.0.0.1', 'localhost', '[fe80::1]'])
      expect((await asked(app, { host: `${name}:${app.port}` })).status, name).toBe(200);
    expect((await asked(app, { host: `evil.example:${app.port}` })).status).toBe(421);
  });

  test('without a port where that of its scheme is meant', async () => {
    for (const [isTls, port] of [
      [true, 443],
      [false, 80],
    ] as const) {
      const app = await guarded({ isTls, port: () => port });
      expect((await asked(app, { host: 'localhost' })).status).toBe(200);
      expect((await asked(app, { host: `localhost:${port}` })).status).toBe(200);
      expect((await asked(app, { host: `localhost:${443 + 80 - port}` })).status).toBe(421);
    }
  });

  test('once: two Host headers are refused, as is one that is folded', async () => {
    const { port, host } = await guarded();
    const twice = await raw(
      port,
      `GET /api/v1/thing HTTP/1.1\r\nHost: ${host}\r\nHost: evil\r\nConnection: close\r\n\r\n`,
    );
    expect(twice.status).toBe(400);
    expect(errorOf(twice).code).toBe('header-twice');
    const folded = await raw(port, `GET /api/v1/thing HTTP/1.1\r\nHost: ${host}\r\n evil\r\nConnection: close\r\n\r\n`);
    expect([400, 421]).toContain(folded.status);
  });

  test('and a path: what a proxy would be asked for is refused', async () => {
    const app = await guarded();
    for (const target of ['http://evil.example/api/v1/thing', `http://${app.host}/api/v1/thing`]) {
      const answer = await asked(app, {}, `GET ${target}`);
      expect(answer.status).toBe(400);
      expect(errorOf(answer).code).toBe('no-path');
    }
  });
});

describe('a request from a web page', () => {
  test('of this server passes', async () => {
    const app = await guarded();
    const headers = { origin: `http://${app.host}`, 'sec-fetch-site': 'same-origin', ...JSON_TYPE };
    expect((await asked(app, headers, POST, '{}')).status).toBe(200);
    expect(app.changes()).toBe(1);
  });

  test('of another place changes nothing, whatever the form it sends', async () => {
    const app = await guarded();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/json']) {
      for (const headers of [
        { origin: 'http://evil.example' },
        { origin: 'null' },
        { origin: `https://${app.host}` },
        { origin: `http://localhost:${app.port}` },
        { origin: `http://127.0.0.1:${app.port + 1}` },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ]) {
        const answer = await asked(app, { ...headers, 'content-type': type }, POST, '{}');
        expect(answer.status, JSON.stringify(headers)).toBe(403);
        expect(errorOf(answer).code).toBe('wrong-origin');
      }
    }
    expect(app.changes()).toBe(0);
  });

  test('of another place opens no WebSocket', async () => {
    const app = await guarded();
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket' };
    for (const origin of ['null', 'http://evil.example', `https://${app.host}`])
      expect((await asked(app, { ...upgrade, origin })).status, origin).toBe(403);
    expect((await asked(app, { ...upgrade, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await asked(app, { ...upgrade, host: `evil.example:${app.port}` })).status).toBe(421);
    expect((await asked(app, { ...upgrade, origin: `http://${app.host}` })).status).toBe(101);
    expect((await asked(app, upgrade)).status).toBe(101);
  });

  test('of another place is not told that it may read answers', async () => {
    const app = await guarded();
    const preflight = { origin: 'http://evil.example', 'access-control-request-method': 'POST' };
    const { status, head } = await asked(app, preflight, 'OPTIONS /api/v1/thing');
    expect(status).toBe(403);
    expect(head).not.toMatch(/access-control/i);
  });

  test('that sends what is no JSON under a plain content type is refused', async () => {
    const app = await guarded();
    const answer = await asked(app, { 'content-type': 'text/plain' }, POST, '{}');
    expect(answer.status).toBe(415);
    expect(errorOf(answer).message).toContain('text/plain');
  });

  test('of another place changes nothing where JSON is taken under any content type', async () => {
    const app = await guarded();
    const post = (headers: Record<string, string>) => asked(app, headers, 'POST /any/thing', '{"a":1}');
    expect((await post({ 'content-type': 'text/plain', origin: 'http://evil.example' })).status).toBe(403);
    expect((await post({ 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(app.changes()).toBe(0);
    expect((await post({ 'content-type': 'text/plain' })).body).toBe('{"body":{"a":1}}');
  });
});
