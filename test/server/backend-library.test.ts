import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MoodwireError } from '@moodwire/engine';
import { close, loadGraph, run } from 'moodwire';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { backends, CERT, KEY, until } from './backend-process.js';
import { ROOT } from './moodwire.js';

const { person, backend } = backends();
const PHOTO = join(ROOT, 'examples/photos/coffee.png');
const TOKEN = '0123456789abcdef';

/** Inside the workspace, so that its packages are found. */
const scripts = join(ROOT, 'node_modules', `backend-library-${process.pid}`);
beforeAll(() => mkdir(scripts));
afterAll(() => rm(scripts, { recursive: true, force: true }));

let before: NodeJS.ProcessEnv;
beforeEach(async () => {
  before = { ...process.env };
  const { folder, data } = await person();
  process.env['MOODWIRE_DATA_DIR'] = data;
  process.env['MOODWIRE_CACHE_DIR'] = join(folder, 'cache');
});
afterEach(async () => {
  await close();
  process.env = before;
});

describe('a program', () => {
  it('runs graphs on backends, with a token and a certificate, and close ends its sessions', async () => {
    const there = await backend('--token', TOKEN, '--cert', CERT, '--key', KEY);
    const describeGraph = await loadGraph('describe');
    const options = { backends: [there.url], token: TOKEN, ca: CERT };
    const on = new Set<string | undefined>();
    const { text } = await run(
      describeGraph,
      { photo: PHOTO },
      {
        ...options,
        onEvent: (event) => event.event === 'finished' && on.add(event.on),
      },
    );
    expect(text).toEqual((await run(describeGraph, { photo: PHOTO }, { cache: false }))['text']);
    expect(on).toContain(there.url);
    const secret = ['--ca', CERT, '--token', TOKEN];
    expect((await there.status(...secret)).clients).toHaveLength(2);
    await close();
    await until(async () => (await there.status(...secret)).clients.length === 1);
  });

  it('is told of a backend that can’t be reached, and finds it on the next run once it is there', async () => {
    const first = await backend();
    const { url } = first;
    const describeGraph = await loadGraph('describe');
    await first.stop();
    const failure = await run(describeGraph, { photo: PHOTO }, { backends: [url] }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MoodwireError);
    expect((failure as Error).message).toMatch(/^nothing listens at 127\.0\.0\.1:\d+: start `moodwire backend` there/);
    await backend('--listen', new URL(url).host);
    expect(await run(describeGraph, { photo: PHOTO }, { backends: [url] })).toMatchObject({ text: expect.any(String) });
  });

  it('does not send its token in the clear unless it says so', async () => {
    const options = { backends: ['ws://192.0.2.1:8190'], token: TOKEN };
    await expect(run(await loadGraph('describe'), { photo: PHOTO }, options)).rejects.toThrow(/in the clear/);
  });

  it('ends by itself, with its backend idle or gone', async () => {
    const there = await backend();
    const script = join(scripts, 'program.mjs');
    await writeFile(
      script,
      `import { loadGraph, run } from 'moodwire';
       const graph = await loadGraph('describe');
       const options = { backends: ['${there.url}'], cache: false };
       console.log((await run(graph, { photo: '${PHOTO}' }, options)).text);
       process.kill(${there.pid}, 'SIGKILL');
       console.log((await run(graph, { photo: '${PHOTO}' }, options)).text);`,
    );
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script]);
    const [first, second, ...rest] = stdout.trim().split('\n');
    expect({ second, rest, stderr }).toEqual({ second: first, rest: [], stderr: '' });
  });
});
