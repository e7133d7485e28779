import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { type GuardOptions, guard, guardedServerOptions } from '../../packages/server/dist/guard/guard.js';
import { editorRoutes } from '../../packages/server/dist/http/routes/editor.js';
import { raw } from './guard-app.js';
import { later } from './link.js';
import { ROOT, start } from './moodwire.js';
import { servers } from './served.js';

const { place, serve } = servers();

const SCRIPT = 'console.log(1);'.repeat(500);

/** A folder as a build leaves it, with what lies beside and must not be served. */
async function built(): Promise<string> {
  const outer = await mkdtemp(join(tmpdir(), 'moodwire-editor-'));
  later(() => rm(outer, { recursive: true, force: true }));
  const folder = join(outer, 'dist');
  await mkdir(join(folder, 'assets/deep'), { recursive: true });
  await mkdir(join(outer, 'secrets'));
  const files = {
    'dist/index.html': '<!doctype html><title>the editor</title>',
    'dist/favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'dist/assets/index-abc123.js': SCRIPT,
    'dist/assets/deep/worker-abc.js': SCRIPT,
    'dist/assets/.hidden.js': 'secret',
    'dist/assets/notes.exe': 'secret',
    'secrets/key.txt': 'secret',
    'key.txt': 'secret',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(outer, name), text);
  await symlink(join(outer, 'key.txt'), join(folder, 'assets/link.txt'));
  await symlink(join(outer, 'secrets'), join(folder, 'assets/linked'));
  return folder;
}

/** The routes of the editor behind the guard. */
async function served(folder: string, token?: string): Promise<{ url: string; port: number }> {
  let port = 0;
  const options: GuardOptions = {
    ...(token !== undefined && { token }),
    place: { host: '127.0.0.1', isTls: false, names: [], port: () => port },
    log: { write: () => {} },
  };
  const app = fastify(guardedServerOptions(options));
  await guard(app, options);
  editorRoutes(app, folder);
  await app.listen({ host: '127.0.0.1', port: 0 });
  later(() => app.close());
  ({ port } = app.server.address() as AddressInfo);
  return { url: `http://127.0.0.1:${port}`, port };
}

describe('the editor', () => {
  test('is a page that is asked for anew, and files that never change', async () => {
    const { url } = await served(await built());
    const page = await fetch(url);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('<title>the editor</title>');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const policy = page.headers.get('content-security-policy')!;
    for (const part of ["default-src 'none'", "script-src 'self'", "worker-src 'self'", "connect-src 'self'"]) {
      expect(policy.split('; ')).toContain(part);
    }
    expect(policy).not.toMatch(/unsafe/);
    const again = await fetch(url, { headers: { 'if-none-match': page.headers.get('etag')! } });
    expect(again.status).toBe(304);
    // Browsers go by the policy of the newest answer, also where the page is the one that they have.
    expect(again.headers.get('content-security-policy')).toBe(policy);
    for (const path of ['/assets/index-abc123.js', '/assets/deep/worker-abc.js']) {
      const script = await fetch(url + path);
      expect(await script.text()).toBe(SCRIPT);
      expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
    const icon = await fetch(`${url}/favicon.svg`);
    expect([icon.headers.get('content-type'), icon.headers.get('cache-control')]).toEqual([
      'image/svg+xml',
      'no-cache',
    ]);
  });

  test('comes compressed to those who can read it', async () => {
    const { port } = await served(await built());
    const get = (more: string) =>
      raw(port, `GET /assets/index-abc123.js HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n${more}\r\n`);
    const packed = await get('accept-encoding: gzip, br\r\n');
    expect(packed.head).toMatch(/content-encoding: gzip/);
    expect(packed.head).toMatch(/vary: accept-encoding/);
    expect(gunzipSync(Buffer.from(packed.body, 'latin1')).toString()).toBe(SCRIPT);
    const plain = await get('');
    expect(plain.head).not.toMatch(/content-encoding/);
    expect(plain.body).toBe(SCRIPT);
  });

  test('gives nothing but what its build made, however the path is written', async () => {
    const { port } = await served(await built());
    const paths = [
      '/assets/../../key.txt',
      '/assets/..%2f..%2fkey.txt',
      '/assets/%2e%2e/%2e%2e/key.txt',
      '/..%2fkey.txt',
      '/assets//key.txt',
      '/assets/%00.js',
      '/assets/.hidden.js',
      '/assets/notes.exe',
      '/assets/link.txt',
      '/assets/linked/key.txt',
      '/assets/',
      '/assets/missing-abc.js',
      '/assets',
      '/missing.svg',
    ];
    for (const path of paths) {
      const answer = await raw(port, `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n\r\n`);
      expect([path, answer.status, answer.body.includes('secret')]).toEqual([path, 404, false]);
      expect(answer.head).toMatch(/cache-control: no-store/);
    }
  });

  test('is served as it is after it was built anew', async () => {
    const folder = await built();
    const { url } = await served(folder);
    await fetch(url);
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>a newer one</title>');
    expect(await (await fetch(url)).text()).toContain('a newer one');
  });

  test('is shown to nobody without the token, who is asked for it', async () => {
    const { url } = await served(await built(), 'a-token-without-spaces');
    const page = await fetch(url, { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([303, '/sign-in']);
    expect((await fetch(`${url}/assets/index-abc123.js`)).status).toBe(401);
    expect((await fetch(url, { headers: { authorization: `Bearer a-token-without-spaces` } })).status).toBe(200);
  });

  test('says how to build it where it is not built', async () => {
    const { url } = await served(join(await built(), 'nothing'));
    const page = await fetch(url);
    expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
    const text = await page.text();
    expect(text).toContain('<code>npm run build</code>');
    expect(text).toContain('href="/api/v1/docs"');
  });

  test('is what moodwire serve has at its root', async () => {
    const { url } = await serve();
    const page = await fetch(url);
    const isBuilt = existsSync(join(ROOT, 'packages/editor/dist/index.html'));
    expect([page.status, page.url]).toEqual([isBuilt ? 200 : 503, `${url}/`]);
    expect(await page.text()).toContain('Moodwire');
  });
});

describe('moodwire serve --open', () => {
  test('takes the next port where its own is taken and none is given, and says so', async () => {
    const taken = createServer().listen(8188, '127.0.0.1');
    // Where somebody else has it already, that is as good.
    await new Promise((resolve) => taken.once('listening', resolve).once('error', resolve));
    later(() => void taken.close());
    const { folder, env } = await place();
    const { child, ended } = start(['serve', '--open', '--quiet'], folder, { env });
    later(() => void child.kill('SIGKILL'));
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    child.kill('SIGTERM');
    const { out } = await ended;
    const [, port = ''] = /^8188 is taken: this is (\d+)\n/.exec(out) ?? [];
    expect(Number(port)).toBeGreaterThan(8188);
    expect(out).toContain(`listening at http://127.0.0.1:${port}\n`);
  });
});
