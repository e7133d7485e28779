import { existsSync } from 'node:fs';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { raw } from './guard-app.js';
import { ROOT } from './moodwire.js';
import { ask, type JobSeen, type Served, servers } from './served.js';

const { place, serve } = servers();
const PHOTO = join(ROOT, 'examples/photos/coffee.png');
const SECRET = 'nobody is told this';

type Shown = { readonly id: string; readonly name: string; readonly url: string };

/** A path that no client library puts in order first. */
const get = ({ url }: Served, path: string) =>
  raw(Number(new URL(url).port), `GET ${path} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nConnection: close\r\n\r\n`);

const upload = (api: string, body: Buffer<ArrayBuffer> | string, name = 'upload') =>
  fetch(`${api}/files?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body,
  });

describe('the file store', () => {
  test('gives no file beside it, however the path is written', async () => {
    const where = await place();
    await writeFile(join(where.folder, 'data', 'secret.txt'), SECRET);
    const served = await serve([], where);
    const { id } = (await (await upload(served.api, await readFile(PHOTO))).json()) as Shown;
    const up = [
      '../secret.txt',
      '..%2fsecret.txt',
      '%2e%2e/secret.txt',
      '%2e%2e%2fsecret.txt',
      '..%5csecret.txt',
      '..%00',
    ];
    const deep = [
      '%252e%252e%252fsecret.txt',
      '/etc/passwd',
      '%2fetc%2fpasswd',
      'C:%5cWindows%5cwin.ini',
      'CON',
      '.',
      '%ff',
    ];
    for (const path of [...up, ...deep]) {
      for (const start of ['/api/v1/files/', `/api/v1/files/${id}/../`, `/api/v1/files/${id}/../../`]) {
        const { status, body } = await get(served, start + path);
        expect(status, start + path).toBeGreaterThanOrEqual(400);
        expect(status, start + path).toBeLessThan(500);
        expect(body).not.toMatch(/nobody is told|root:/);
        expect(body).not.toContain(where.folder);
      }
      // After a hash, the name is what the download is called, and nothing else.
      const { status, head } = await get(served, `/api/v1/files/${id}/${path.replaceAll('/', '%2f')}`);
      if (status === 200) expect(head).toMatch(/content-type: image\/png/i);
    }
  });

  test('takes names as labels: folders, devices of Windows, NUL and controls are left out of them', async () => {
    const where = await place();
    const { api } = await serve([], where);
    const bytes = await readFile(PHOTO);
    for (const [name, kept] of [
      ['../../up.png', 'up.png'],
      ['..\\..\\up.png', 'up.png'],
      ['/etc/passwd', 'passwd'],
      ['CON.png', '_CON.png'],
      ['a\0b\r\nc.png', 'abc.png'],
      ['..', 'file'],
    ] as const) {
      const { id, name: found } = (await (await upload(api, bytes, name)).json()) as Shown;
      expect(found, name).toBe(kept);
      expect((await ask(`${api}/files/${id}`, { method: 'DELETE' })).status).toBe(204);
    }
    expect((await readdir(where.folder)).sort()).not.toContain('up.png');
  });

  test('shows no upload as a page, and keeps no SVG', async () => {
    const { api, url } = await serve();
    const html = (await (await upload(api, '<!doctype html><script>alert(1)</script>', 'a.png')).json()) as Shown;
    const { headers } = await fetch(new URL(html.url, url));
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toMatch(/^attachment/);
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect((await upload(api, '<!-- a photo --><svg onload="alert(1)"/>', 'a.png')).status).toBe(415);
    expect((await ask<{ files: object[] }>(`${api}/files`)).body.files).toHaveLength(1);
  });
});

describe('a graph that is posted', () => {
  const load = (file: string) => ({
    format: 'moodwire.graph',
    version: 2,
    nodes: {
      load: { type: 'image/load', params: { file } },
      save: { type: 'image/save', inputs: { image: 'load.image' }, params: { file: 'out.png', existing: 'replace' } },
    },
    interface: { outputs: { image: 'save.image' } },
  });

  async function ended(api: string, graph: object): Promise<JobSeen | undefined> {
    const { status, body } = await ask<JobSeen>(`${api}/jobs`, { json: { graph } });
    if (status >= 400) return undefined;
    for (;;) {
      const { body: job } = await ask<JobSeen>(`${api}/jobs/${body.id}`);
      if (!['queued', 'running'].includes(job.state)) return job;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  test('reads no file of this machine, by whatever path', async () => {
    const where = await place();
    const photo = join(where.folder, 'private.png');
    await writeFile(photo, await readFile(PHOTO));
    await symlink(photo, join(where.folder, 'data', 'link.png'));
    const { api } = await serve([], where);
    // The same graph runs where its file is in the store.
    const { id, name } = (await (await upload(api, await readFile(PHOTO), 'coffee.png')).json()) as Shown;
    expect((await ended(api, load(`${id}/${name}`)))?.state).toBe('done');
    const paths = [
      photo,
      'private.png',
      '../private.png',
      'data/link.png',
      'link.png',
      `file://${photo}`,
      '/dev/zero',
      'a\0b',
    ];
    for (const path of paths) {
      const job = await ended(api, load(path));
      expect([undefined, 'failed'], path).toContain(job?.state);
      expect(job?.outputs ?? {}, path).toEqual({});
    }
  });

  test('writes no file of this machine: what it saves is in the store, under a label', async () => {
    const where = await place();
    const { api } = await serve([], where);
    const { id, name } = (await (await upload(api, await readFile(PHOTO), 'coffee.png')).json()) as Shown;
    const aim = join(where.folder, 'aim.png');
    for (const file of [aim, '../aim.png', '../../aim.png', 'aim.png']) {
      const graph = load(`${id}/${name}`);
      graph.nodes.save.params.file = file;
      const job = await ended(api, graph);
      if (file === 'aim.png') expect(job?.state).toBe('done');
      else expect([undefined, 'failed', 'done'], file).toContain(job?.state);
      expect(existsSync(aim), file).toBe(false);
      expect(existsSync(join(where.folder, 'data', 'aim.png')), file).toBe(false);
    }
  });
});
