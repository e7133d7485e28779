import { createHash, randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { backends, eventsOf, type Person } from './backend-process.js';
import { ROOT } from './moodwire.js';

const { person, backend } = backends();
const PHOTO = join(ROOT, 'examples/photos/coffee.png');

/** Somebody who has a model `own`, and a graph that opens it. */
let far: Person;
beforeEach(async () => {
  far = await person();
  await cp(join(ROOT, 'models/mini'), join(far.data, 'models/own'), { recursive: true });
  const graph = await readFile(join(ROOT, 'graphs/affective-edit.json'), 'utf8');
  await writeFile(join(far.folder, 'own.json'), graph.replace('"model": "mini"', '"model": "own"'));
});

const edit = (out: string, ...more: string[]): string[] => [
  ...['run', 'own.json', '--in', `photo=${PHOTO}`, '--in', 'emotion=awe', '--out', `image=${out}`, '--no-cache'],
  ...more,
];
const made = (name: string): Promise<Buffer> => readFile(join(far.folder, name));

type Manifest = { files: Record<string, { sha256: string; bytes: number }> };

/** Gives `own` one file more, of so many bytes, which no other model has; says how many bytes it has in all. */
async function enlarge(count: number): Promise<number> {
  const folder = join(far.data, 'models/own');
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  const bytes = randomBytes(count);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await writeFile(join(folder, 'unet/more.bin'), bytes);
  manifest.files['unet/more.bin'] = { sha256, bytes: count };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return Object.values(manifest.files).reduce((sum, { bytes }) => sum + bytes, 0);
}

describe('a model that a backend lacks', () => {
  it('is told of before anything runs, with the node, the model, the backend and what to do', async () => {
    const { url, status } = await backend();
    const { code, out, err } = await far.run(...edit('o.png', '--backend', url, '--json'));
    expect(code).toBe(1);
    expect(eventsOf({ out })[0]).toMatchObject({ event: 'problem', code: 'not-there', node: 'model' });
    expect(err).toMatch(/^moodwire: model: .*"own".*--push-models/);
    expect(err).toContain(url);
    expect((await status()).nodes).toEqual({ done: 0, failed: 0 });
  });

  it('is sent with --push-models, once, and then gives the picture that it gives here', async () => {
    const there = await backend();
    await enlarge(100_000);
    const first = await far.run(...edit('far.png', '--backend', there.url, '--push-models'));
    expect(first).toMatchObject({ code: 0, err: expect.stringMatching(/^model own → ws:.* of /) });
    expect(await far.run(...edit('near.png'))).toMatchObject({ code: 0 });
    expect((await made('far.png')).equals(await made('near.png'))).toBe(true);
    const { bytesIn } = await there.status();
    const again = await far.run(...edit('again.png', '--backend', there.url, '--push-models', '--json'));
    expect(eventsOf(again).filter(({ event }) => event === 'pushed')).toEqual([]);
    expect((await there.status()).bytesIn - bytesIn).toBeLessThan(1_000_000);
    expect((await there.person.run('models')).out).toMatch(/own/);
  });

  it('is not sent where the backend takes none', async () => {
    const { url } = await backend('--model-space', '0');
    expect(await far.run(...edit('o.png', '--backend', url, '--push-models'))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/this backend takes no models: put them into its models folder\n$/),
    });
  });

  it('is refused where it needs more space than there is', async () => {
    const { url } = await backend('--model-space', '100k');
    expect(await far.run(...edit('o.png', '--backend', url, '--push-models'))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/model "own" has .+, and received models may take 100 kB/),
    });
  });

  it('is refused when it is damaged here, by the name of the file', async () => {
    const { url } = await backend();
    await enlarge(1000);
    await writeFile(join(far.data, 'models/own/unet/more.bin'), randomBytes(1000));
    const { code, err } = await far.run(...edit('o.png', '--backend', url, '--push-models'));
    expect(code).toBe(1);
    expect(err).toMatch(/model "own" was not sent: unet\/more\.bin is damaged here, .*; install the model again\n$/);
  });

  it('need not be here when it is there already', async () => {
    const { url, person } = await backend();
    await rename(join(far.data, 'models/own'), join(far.folder, 'own'));
    await mkdir(join(person.data, 'models'), { recursive: true });
    await cp(join(far.folder, 'own'), join(person.data, 'models/own'), { recursive: true });
    expect(await far.run(...edit('o.png', '--backend', url, '--push-models'))).toMatchObject({ code: 0 });
    expect(await far.run(...edit('o.png'))).toMatchObject({ code: 1 });
  });
});

it('a push that was broken off goes on where it stopped', async () => {
  const there = await backend();
  const bytes = await enlarge(60_000_000);
  const { child, ended } = far.start(...edit('o.png', '--backend', there.url, '--push-models', '--json'));
  let seen = '';
  child.stdout?.on('data', (chunk) => {
    seen += chunk;
    if (/"event":"pushed"/.test(seen)) child.kill('SIGKILL');
  });
  await ended;
  expect(seen).toContain('"event":"pushed"');
  const before = (await there.status()).bytesIn;
  const second = await far.run(...edit('o.png', '--backend', there.url, '--push-models', '--json'));
  const pushed = eventsOf(second).filter(({ event }) => event === 'pushed');
  expect(pushed.at(-1)).toMatchObject({ model: 'own', backend: there.url });
  expect(pushed.at(-1)?.['done']).toBe(pushed.at(-1)?.['total']);
  expect(pushed.at(-1)?.['total']).toBeLessThan(bytes - 16_000_000);
  expect(second.code).toBe(0);
  expect((await there.status()).bytesIn - before).toBeLessThan(bytes);
});
