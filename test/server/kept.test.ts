import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moodwire, ROOT } from './moodwire.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-kept-'));
  process.env['MOODWIRE_CACHE_DIR'] = folder; // what is started inherits it
});
afterEach(async () => {
  delete process.env['MOODWIRE_CACHE_DIR'];
  await rm(folder, { recursive: true, force: true });
});

const DESCRIBE = ['run', 'describe', '--in', `photo=${join(ROOT, 'examples/photos/coffee.png')}`];
const NOTHING = 'nothing to do: all of it was in the cache (--no-cache computes it anew)\n';

const startedIn = (out: string): string[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; node: string })
    .flatMap(({ event, node }) => (event === 'started' ? [node] : []));

describe('the second of two commands with one cache', () => {
  it('starts no node, and gives the same', async () => {
    const first = await moodwire([...DESCRIBE, '--json']);
    expect(startedIn(first.out)).toEqual(['load', 'model', 'describe']);
    const second = await moodwire([...DESCRIBE, '--json']);
    expect(startedIn(second.out)).toEqual([]);
    const results = (out: string): string[] => out.split('\n').filter((line) => line.includes('"event":"output"'));
    expect(results(second.out)).toEqual(results(first.out));
    expect(second.err).toBe('');
  });

  it('says so to people, unless they ask for silence or for all to be computed anew', async () => {
    expect((await moodwire(DESCRIBE)).err).not.toContain('nothing to do');
    const second = await moodwire(DESCRIBE);
    expect(second.err).toBe(`⚡ describe  cached\n${NOTHING}`);
    expect(await moodwire([...DESCRIBE, '-q'])).toEqual({ code: 0, out: second.out, err: '' });
    const anew = await moodwire([...DESCRIBE, '--no-cache']);
    expect(anew).toMatchObject({ code: 0, out: second.out, err: expect.stringContaining('✓ describe') });
    expect(anew.err).not.toContain('nothing to do');
  });

  it('edits from what is kept, and anew with --no-cache', async () => {
    const photo = join(ROOT, 'examples/photos/coffee.png');
    const edit = ['edit', photo, '-e', 'awe', '--json', '-o', `${join(folder, 'made')}/`];
    const all = startedIn((await moodwire(edit)).out);
    expect(all).toContain('denoise');
    expect(startedIn((await moodwire(edit)).out)).not.toContain('denoise');
    expect(startedIn((await moodwire([...edit, '--no-cache'])).out)).toEqual(all);
  });
});
