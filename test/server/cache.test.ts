import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byteLength, digest, openStore, type Value } from '@moodwire/engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moodwire, ROOT } from './moodwire.js';

/** Root, for whom every folder is writable, becomes another user, where that one can read this clone. */
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
const as = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
const canTry =
  spawnSync(process.execPath, ['-e', `fs.readFileSync(${JSON.stringify(join(ROOT, 'package.json'))})`], as).status ===
  0;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'moodwire-cache-'));
  process.env['MOODWIRE_CACHE_DIR'] = folder; // what is started inherits it
});
afterEach(() => {
  delete process.env['MOODWIRE_CACHE_DIR'];
  rmSync(folder, { recursive: true, force: true });
});

async function fill(): Promise<void> {
  const store = openStore({ folder });
  for (const [i, value] of [new Uint8Array(1_500_000), 'words'].entries()) {
    const out = { digest: digest(value as Value), bytes: byteLength(value), value: () => value };
    store.keep([`${i}`.repeat(64)], { out }, 100, () => {});
  }
  await store.close();
}

describe('moodwire cache', () => {
  it('says how much there is, how much there may be, and where', async () => {
    await fill();
    const sentence = new RegExp(`^1\\.5 MB in 2 values, limit [\\d.]+ [MG]B, folder ${folder}\\n$`);
    for (const args of [['cache'], ['cache', 'stats']]) {
      expect(await moodwire(args)).toEqual({ code: 0, out: expect.stringMatching(sentence), err: '' });
    }
  });

  it('says the same to machines', async () => {
    await fill();
    const { out } = await moodwire(['cache', '--json']);
    expect(JSON.parse(out)).toMatchObject({ event: 'cache', folder, entries: 2, values: 2, limit: expect.any(Number) });
  });

  it('says so where nothing was kept yet, and makes no folder', async () => {
    const none = join(folder, 'none');
    process.env['MOODWIRE_CACHE_DIR'] = none;
    expect(await moodwire(['cache'])).toMatchObject({ code: 0, out: expect.stringMatching(/^0 bytes in 0 values, /) });
    expect(await moodwire(['cache', 'clear'])).toMatchObject({ code: 0 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('clears everything that is its own, and nothing else', async () => {
    await fill();
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    const cleared = await moodwire(['cache', 'clear']);
    expect(cleared).toEqual({ code: 0, out: `removed 1.5 MB in 2 values from ${folder}\n`, err: '' });
    expect((await moodwire(['cache'])).out).toMatch(/^0 bytes in 0 values, /);
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
    expect(JSON.parse((await moodwire(['cache', 'clear', '--json'])).out)).toMatchObject({ event: 'cleared', left: 0 });
  });

  it('verifies what is kept, and drops what is damaged', async () => {
    await fill();
    expect((await moodwire(['cache', 'verify'])).out).toBe(`read 2 values in ${folder}: all are sound\n`);
    const file = join(folder, 'results-1', 'values', `${digest('words')}.safetensors`);
    const bytes = readFileSync(file);
    bytes[100]! ^= 1;
    writeFileSync(file, bytes);
    const { code, out } = await moodwire(['cache', 'verify']);
    expect([code, out]).toEqual([0, `read 2 values in ${folder}: dropped 1 that was damaged\n`]);
    const verified = { event: 'verified', folder, checked: 1, dropped: 0 };
    expect(JSON.parse((await moodwire(['cache', 'verify', '--json'])).out)).toEqual(verified);
  });

  it('refuses a folder that leads elsewhere, in one line', async () => {
    symlinkSync(tmpdir(), join(folder, 'results-1'));
    const { code, err } = await moodwire(['cache', 'clear']);
    expect(code).toBe(1);
    expect(err).toMatch(/^moodwire: .*results-1 is a link, expected a folder: remove it, or set MOODWIRE_CACHE_DIR\n$/);
  });

  it.each(['file', 'file/below'])('refuses %s, a file where a folder should be', async (name) => {
    writeFileSync(join(folder, 'file'), 'mine');
    process.env['MOODWIRE_CACHE_DIR'] = join(folder, name);
    for (const action of ['stats', 'clear', 'verify']) {
      const { code, out, err } = await moodwire(['cache', action]);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toBe(
        `moodwire: ${join(folder, 'file')} is a file, expected a folder: remove it, or set MOODWIRE_CACHE_DIR\n`,
      );
    }
  });

  it.runIf(canTry)('ends with 1 where nothing can be kept, or what is there can not be removed', async () => {
    await fill();
    const parts = ['results-1', 'results-1/keys', 'results-1/values', 'results-1/unfinished'].map((part) =>
      join(folder, part),
    );
    if (isRoot) for (const path of [folder, ...parts]) chownSync(path, NOBODY, NOBODY);
    for (const path of parts) chmodSync(path, 0o500);
    const stats = await moodwire(['cache'], ROOT, as);
    expect(stats).toMatchObject({ code: 1, out: expect.stringMatching(/^1\.5 MB in 2 values/) });
    expect(stats.err).toMatch(
      /^moodwire: results are not kept in .* \(EACCES\)\. Make it writable, or set MOODWIRE_CACHE_DIR/,
    );
    const clear = await moodwire(['cache', 'clear'], ROOT, as);
    expect(clear).toMatchObject({ code: 1, out: `removed 0 bytes in 0 values from ${folder}\n` });
    expect(clear.err).toMatch(/^moodwire: 1\.5 MB in .* could not be removed: make it writable\n$/);
    for (const path of parts) chmodSync(path, 0o700);
  });

  it('says what it can do when it is asked for something else', async () => {
    expect(await moodwire(['cache', 'empty'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/stats, clear, verify/),
    });
  });

  it('lies in the platform’s folder for caches unless it is told where', async () => {
    delete process.env['MOODWIRE_CACHE_DIR'];
    const before = process.env['XDG_CACHE_HOME'];
    process.env['XDG_CACHE_HOME'] = folder;
    try {
      const expected = process.platform === 'linux' ? join(folder, 'moodwire') : expect.stringMatching(/moodwire/);
      expect(JSON.parse((await moodwire(['cache', '--json'])).out)).toMatchObject({ folder: expected });
    } finally {
      if (before === undefined) delete process.env['XDG_CACHE_HOME'];
      else process.env['XDG_CACHE_HOME'] = before;
    }
  });
});
