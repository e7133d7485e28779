import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder } from './folder.js';
import { moodwire } from './moodwire.js';
import { servers } from './served.js';

const folder = freshFolder();
const { serve } = servers();

type Finding = { what: string; state: string; found: string; advice?: string };

async function look(env: NodeJS.ProcessEnv = {}, ...flags: string[]) {
  const places = { MOODWIRE_DATA_DIR: join(folder.path, 'data'), MOODWIRE_CACHE_DIR: join(folder.path, 'cache') };
  const ended = await moodwire(['doctor', '--json', ...flags], folder.path, { env: { ...places, ...env } });
  const lines = ended.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Finding & { event: string });
  return {
    code: ended.code,
    of: (what: string) => lines.find((line) => line.event === 'finding' && line.what === what),
  };
}

describe('moodwire doctor', () => {
  test('finds that all is well where it is, and really edits a photograph', async () => {
    const { code, of } = await look();
    expect(code).toBe(0);
    for (const what of ['node', 'sharp', 'onnxruntime-node', 'libsql', 'data', 'cache', 'models', 'nodes', 'edit']) {
      expect(of(what)).toMatchObject({ state: 'ok' });
    }
    expect(of('edit')!.found).toMatch(/edited a photograph in [\d.]+ s/);
  });

  test('says what to do where a folder cannot be written', async () => {
    await folder.write({ taken: 'a file' });
    const { code, of } = await look({ MOODWIRE_DATA_DIR: join(folder.path, 'taken') });
    expect(code).toBe(1);
    expect(of('data')).toMatchObject({ state: 'wrong', advice: expect.stringContaining('MOODWIRE_DATA_DIR') });
  });

  test('says what is wrong with a model', async () => {
    await mkdir(join(folder.path, 'data/models/broken'), { recursive: true });
    await writeFile(join(folder.path, 'data/models/broken/manifest.json'), '{');
    const { code, of } = await look();
    expect(code).toBe(0);
    expect(of('model broken')).toMatchObject({ state: 'warning', found: expect.stringContaining('manifest.json') });
  });

  test('says what is wrong with a pack, and with a config', async () => {
    await folder.write({ 'moodwire.config.mjs': "export const packs = ['./none.mjs'];\n" });
    expect((await look()).of('pack')).toMatchObject({ state: 'warning', found: expect.stringContaining('none.mjs') });
    await folder.write({ 'moodwire.config.mjs': 'export const packs = [' });
    const broken = await look();
    expect([broken.of('nodes')!.state, broken.of('pack')?.state]).toContain(broken.code === 1 ? 'wrong' : 'warning');
  });

  test('knows a port that another program has from one that moodwire serve has', async () => {
    const other = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect((await look({}, '--port', String(port))).of('port')).toMatchObject({
      state: 'warning',
      found: expect.stringContaining('another program'),
    });
    other.close();
    const server = await serve();
    const ours = (await look({}, '--port', new URL(server.url).port)).of('port');
    expect(ours).toMatchObject({ state: 'ok', found: expect.stringContaining('a moodwire serve listens') });
  });
});
