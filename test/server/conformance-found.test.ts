import { createRemoteBackend, digest, type Value } from '@moodwire/engine';
import { connectPipe } from 'moodwire';
import { expect, test } from 'vitest';
import { at, product, sharedBackend, workspace } from './conformance.js';
import { later } from './link.js';

const backend = sharedBackend();

/** Has the client of the app send all of these for one node. */
async function sendAll(values: readonly Value[]): Promise<string[]> {
  const secret = workspace();
  const remote = createRemoteBackend({
    name: 'the backend',
    agent: 'a test',
    workspace: async () => secret,
    patienceMs: 1000,
    connect: () => connectPipe(backend.url, { maxText: 2 ** 26 }),
  });
  later(() => remote.close());
  const missing = new Map(values.map((value) => [digest(value), value]));
  const node = { type: 'conform/same', params: {}, inputs: { value: [...missing.keys()].map(at) } };
  const failed: string[] = [];
  const listener = {
    progress() {},
    preview() {},
    done() {},
    failed: (_: number, error: Error) => void failed.push(error.message),
  };
  await remote.run([node], missing, listener, new AbortController().signal, { priority: 0 });
  return failed;
}

test('the client of the app sends 300 values of 100 kB, more than fit into the window at once', async () => {
  const values = Array.from({ length: 300 }, (_, i) =>
    new Uint8Array(100_000).fill(i).map((one, j) => one + (j === i ? 1 : 0)),
  );
  expect(await sendAll(values)).toEqual([]);
});

test('the client of the app is told of a description that is longer than a message may be, and goes on', async () => {
  const client = await product(backend.url);
  await expect(client.put('x'.repeat(2 ** 24))).rejects.toThrow(/16777216/);
  expect(await client.get(await client.put(1))).toBe(1);
});
