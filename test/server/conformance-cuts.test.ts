import { describe, expect, test } from 'vitest';
import { at, clients, cutAfter, sharedBackend } from './conformance.js';
import { pattern } from './link.js';

const backend = sharedBackend();

const MB = 1_000_000;

describe.each(clients)('$name', ({ open }) => {
  const cuts = [
    ['to', 700, 'before anything but the hello'],
    ['to', 3 * MB, 'in the middle of a put'],
    ['to', 19 * MB, 'near the end of a put'],
    ['from', 3 * MB, 'in the middle of a get'],
    ['from', 19 * MB, 'near the end of a get'],
  ] as const;
  test.each(cuts)('goes on after a cut %s the backend after %d bytes, %s', async (way, bytes) => {
    const middle = await cutAfter(backend.url, way, bytes);
    const watch = await open(backend.url);
    const before = await watch.stats();
    const client = await open(middle.url);
    const value = pattern(20 * MB + 1);
    const name = await client.put(value);
    const small = client.put('beside it');
    const [back] = (await Promise.all([client.get(name), small])) as [Uint8Array, string];
    expect(Buffer.compare(back, value)).toBe(0);
    expect(await client.get(await small)).toBe('beside it');
    expect(middle.state).toEqual({ cuts: 1, connections: 2 });
    const after = await watch.stats();
    expect(after.sessions - before.sessions).toBe(1);
    expect(after.refused).toBe(before.refused);
  });

  test('hears after a cut of what ran meanwhile, each message once', async () => {
    const middle = await cutAfter(backend.url, 'from', 5000);
    const client = await open(middle.url);
    const one = at(await client.put(1));
    const add = { type: 'conform/add', params: {}, inputs: { a: one, b: one } };
    const sleep = { type: 'conform/sleep', params: { steps: 100 }, inputs: {} };
    const heard = await client.run([sleep, add]);
    expect(middle.state.cuts).toBe(1);
    expect([...heard.done.keys()]).toEqual([0, 1]);
    expect(heard.progress.map(([, done]) => done)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });
});
