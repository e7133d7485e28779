import fc from 'fast-check';
import { boundedJson } from 'moodwire';
import { describe, expect, test } from 'vitest';
import { asked, errorOf, guarded, raw } from './guard-app.js';

const json = { 'content-type': 'application/json' };
const POST = 'POST /api/v1/thing';

describe('answers', () => {
  test('say to browsers that nothing may be made of them', async () => {
    const app = await guarded();
    const { head } = await asked(app);
    expect(head).toMatch(/content-security-policy: default-src 'none'; frame-ancestors 'none'/i);
    expect(head).toMatch(/x-content-type-options: nosniff/i);
    expect(head).toMatch(/referrer-policy: no-referrer/i);
    expect(head).toMatch(/cross-origin-resource-policy: same-origin/i);
    expect(head).toMatch(/cross-origin-opener-policy: same-origin/i);
    expect(head).toMatch(/cache-control: no-store/i);
    expect(head).not.toMatch(/strict-transport-security|x-powered-by|server:/i);
    const page = await asked(app, {}, 'GET /');
    expect(page.head).toMatch(/script-src 'self'; style-src 'self'/i);
    expect(page.head).not.toContain('unsafe');
  });

  test('of every refusal have one shape, the same headers, and an id of our own', async () => {
    const app = await guarded();
    const { port, host } = app;
    const mine = { 'x-request-id': 'mine', 'request-id': 'mine' };
    const answers = await Promise.all([
      asked(app, mine, 'GET /nothing'),
      asked(app, mine, 'GET /api/v1/broken'),
      asked(app, mine, 'GET /%zz'),
      asked(app, mine, `GET /api/v1/thing/${'x'.repeat(1001)}`),
      asked(app, { ...mine, host: 'evil' }),
      asked(app, { ...mine, ...json }, POST, '{'),
      raw(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`),
      raw(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`),
      raw(port, 'what is this\r\n\r\n'),
      raw(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 500, 400, 414, 421, 400, 400, 400, 400, 431]);
    for (const { head, body } of answers) {
      const { error, requestId } = JSON.parse(body) as { error: { code: string; message: string }; requestId: string };
      expect(error.code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(error.message.length).toBeGreaterThan(10);
      expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(head).toMatch(/content-security-policy: default-src 'none'/i);
      expect(head).toMatch(/x-content-type-options: nosniff/i);
    }
  });

  test('say nothing of this machine, while the log says it under the same id', async () => {
    const app = await guarded();
    for (const path of ['/api/v1/broken', '/api/v1/missing']) {
      const { body } = await asked(app, {}, `GET ${path}`);
      expect(body).not.toMatch(/someone|secret|ENOENT|\.js|at /);
      const { requestId } = JSON.parse(body) as { requestId: string };
      expect(app.lines.some((line) => line['reqId'] === requestId)).toBe(true);
    }
    expect(JSON.stringify(app.lines)).toContain('secret is broken');
  });

  test('to a path that is not there name the nearest one', async () => {
    const app = await guarded();
    expect(errorOf(await asked(app, {}, 'GET /api/v1/thin')).message).toContain('Did you mean "/api/v1/thing"?');
  });

  test('to what a schema refuses say what was found and what was expected', async () => {
    const app = await guarded();
    const problems = async (body: unknown) =>
      errorOf(await asked(app, json, 'POST /api/v1/checked', JSON.stringify(body))).message;
    expect(await problems({ size: 'big' })).toBe('body.size: found "big", expected integer: give that');
    expect(await problems({})).toBe('body: found no "size", expected one: give it');
    expect(await problems({ size: 0 })).toBe('body.size: found 0, expected it to be >= 1: give that');
    expect(await problems({ size: 1, kind: 'c' })).toBe('body.kind: found "c", expected one of ["a","b"]: give that');
    expect(await problems([])).toBe('body: found a list of 0, expected object: give that');
  });
});

describe('a body of JSON', () => {
  const post = async (body: string) => asked(await guarded(), json, POST, body);

  test('is taken as it is', async () => {
    const answer = await post('{"a":[1,"[[[{"]}');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ body: { a: [1, '[[[{'] } });
  });

  test('that nests too deep is refused before it is read', async () => {
    for (const text of [
      '['.repeat(65),
      '['.repeat(1_000_000),
      '{"a":'.repeat(65),
      `${'['.repeat(65)}${']'.repeat(65)}`,
    ]) {
      const answer = await post(text);
      expect(answer.status).toBe(400);
      expect(errorOf(answer).code).toBe('too-deep');
    }
    expect((await post(`${'['.repeat(64)}${']'.repeat(64)}`)).status).toBe(200);
  });

  test('that would change what objects are is refused, however the name is written', async () => {
    for (const text of [
      '{"__proto__":{"x":1}}',
      '[{"a":{"__proto__":null}}]',
      '{"\\u005f_proto__":{}}',
      '{"constructor":{"prototype":{}}}',
      '{"c\\u006fnstructor":{"prototype":{}}}',
    ]) {
      const answer = await post(text);
      expect(answer.status, text).toBe(400);
      expect(errorOf(answer).code).toBe('bad-name');
    }
    expect((await post('{"a":"__proto__","constructor":1}')).status).toBe(200);
  });

  test('that is no UTF-8, no JSON, or of two types is refused', async () => {
    const app = await guarded();
    const { port, host } = app;
    const head = `${POST} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n`;
    const answers = [
      await raw(port, `${head}Content-Type: application/json\r\nContent-Length: 3\r\n\r\n"\0"`),
      await asked(app, json, POST, '{"a":1,}'),
      await raw(
        port,
        `${head}Content-Type: application/json\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}`,
      ),
    ];
    expect(answers.map((answer) => [answer.status, errorOf(answer).code])).toEqual([
      [400, 'not-json'],
      [400, 'not-json'],
      [400, 'header-twice'],
    ]);
    expect(() => boundedJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow('no UTF-8');
    expect(app.changes()).toBe(0);
  });

  test('that is too large is refused, whether it says so or not', async () => {
    const app = await guarded({ limits: { jsonBytes: 1000 } });
    const { port, host } = app;
    const large = await asked(app, json, POST, JSON.stringify('x'.repeat(1000)));
    const chunk = 'x'.repeat(500);
    const chunks = `1f4\r\n${chunk}\r\n`.repeat(3);
    const head = `${POST} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: application/json\r\n`;
    const chunked = await raw(port, `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`);
    for (const answer of [large, chunked]) {
      expect(answer.status).toBe(413);
      expect(errorOf(answer).code).toBe('too-large');
    }
    expect(app.changes()).toBe(0);
  });

  test('is read as JSON.parse reads it, or refused', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 10 }), (value) => {
        const text = JSON.stringify(value);
        let read: unknown;
        try {
          read = boundedJson(Buffer.from(text));
        } catch {
          expect(text).toMatch(/__proto__|constructor/);
          return;
        }
        expect(JSON.stringify(read)).toBe(text);
      }),
    );
  });

  test('of any bytes throws what is answered, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.string({ unit: fc.constantFrom(...'[]{}",:\\u_1') })), (bytes) => {
        try {
          boundedJson(Buffer.from(bytes as Uint8Array));
        } catch (error) {
          expect((error as Error).name).toBe('HttpError');
        }
      }),
    );
  });
});
