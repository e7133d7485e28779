import { tensor, type Value } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { at, type Client, clients, type Heard, type Node, sharedBackend } from './conformance.js';
import { until } from './link.js';

const backend = sharedBackend();

const add = (a: Node['inputs'][string], b: Node['inputs'][string]): Node => ({
  type: 'conform/add',
  params: {},
  inputs: { a, b },
});
const sum = (node: number) => ({ node, output: 'sum' });
const sleep = (steps: number, inputs: Node['inputs'] = {}): Node => ({
  type: 'conform/sleep',
  params: { steps },
  inputs,
});
const fail = (as = 'told'): Node => ({ type: 'conform/fail', params: { as }, inputs: {} });
const result = async (client: Client, heard: Heard, node: number, output: string): Promise<Value> =>
  client.get(heard.done.get(node)![output]!.digest);

describe.each(clients)('$name', ({ open }) => {
  test('has a stretch of 20 nodes run by one message, and gets the last result', async () => {
    const client = await open(backend.url);
    const one = at(await client.put(1));
    const before = await client.stats();
    const stretch = Array.from({ length: 20 }, (_, i) => add(i === 0 ? one : sum(i - 1), one));
    const heard = await client.run(stretch);
    const after = await client.stats();
    expect(after.runs - before.runs).toBe(1);
    expect(after.nodes.done - before.nodes.done).toBe(20);
    expect([...heard.done.keys()]).toEqual(stretch.map((_, i) => i));
    expect(await result(client, heard, 19, 'sum')).toBe(21);
  });

  test('feeds a node by a list, of values and of results', async () => {
    const client = await open(backend.url);
    const two = at(await client.put(2));
    const list: Node = { type: 'conform/same', params: {}, inputs: { value: [two, sum(0), two] } };
    const heard = await client.run([add(two, two), list]);
    expect(await result(client, heard, 1, 'value')).toEqual({ same: [2, 4, 2] });
  });

  test('gets a tensor that was made there', async () => {
    const client = await open(backend.url);
    const heard = await client.run([{ type: 'conform/fill', params: { count: 3_000_001, value: 7 }, inputs: {} }]);
    expect(heard.done.get(0)!['tensor']!.bytes).toBeGreaterThan(12_000_000);
    const value = await result(client, heard, 0, 'tensor');
    expect(value).toMatchObject({ dtype: 'float32', shape: [3_000_001] });
    expect((value as { data: Float32Array }).data.every((one) => one === 7)).toBe(true);
    const empty = await client.run([{ type: 'conform/fill', params: { count: 0, value: 0 }, inputs: {} }]);
    expect(await result(client, empty, 0, 'tensor')).toEqual(tensor(new Float32Array(0), [0]));
  });

  test('is told of a node that fails; what it feeds is not told of, and the rest runs', async () => {
    const client = await open(backend.url);
    const one = at(await client.put(1));
    const stretch = [add(one, one), fail(), add({ node: 1, output: 'never' }, one), fail('broken'), add(sum(0), one)];
    const heard = await client.run(stretch);
    expect([...heard.done.keys()]).toEqual([0, 4]);
    expect([...heard.failed]).toEqual([
      [1, 'it was asked to fail'],
      [3, 'it broke'],
    ]);
  });

  test('is told that a type is not known, or a param out of its range', async () => {
    const client = await open(backend.url);
    for (const type of ['conform/none', 'constructor', '__proto__']) {
      const heard = await client.run([{ type, params: {}, inputs: {} }]);
      expect([...heard.failed]).toEqual([[0, expect.stringContaining(`there is no node "${type}" here`)]]);
    }
    const heard = await client.run([sleep(-1)]);
    expect([...heard.failed]).toEqual([[0, expect.stringContaining('steps: found -1')]]);
  });

  test('is told that a run names a digest that is not there: none of its nodes runs', async () => {
    const client = await open(backend.url);
    const heard = await client.run([add(at('e'.repeat(64)), at('e'.repeat(64))), sleep(1)]);
    expect(heard.done.size).toBe(0);
    expect([...heard.failed.keys()]).toEqual([0, 1]);
    expect(heard.failed.get(0)).toContain('does not hold eeeeeeeeeeee');
  });

  test('hears of progress and sees previews while a node runs', async () => {
    const client = await open(backend.url);
    const heard = await client.run([sleep(1), sleep(20)]);
    const steps = heard.progress.filter(([node]) => node === 1).map(([, done, total]) => [done, total]);
    expect(steps.at(-1)).toEqual([20, 20]);
    expect(steps).toEqual(Array.from({ length: 20 }, (_, i) => [i + 1, 20]));
    expect(heard.previews.length).toBeGreaterThan(1);
    for (const preview of heard.previews) {
      expect(preview).toMatchObject({ width: 2, height: 1, channels: 3, data: expect.any(Uint8Array) });
    }
  });

  test('cancels in the middle: what has not ended comes to nothing, and the next run runs', async () => {
    const client = await open(backend.url);
    const abort = new AbortController();
    const began = performance.now();
    const heard: Heard[] = [];
    const run = client.run([sleep(2), sleep(10_000), sleep(10_000)], abort.signal, (what) => {
      heard[0] = what;
      if (what.progress.some(([node, done]) => node === 1 && done >= 2)) abort.abort(new Error('enough'));
    });
    await expect(run).rejects.toThrow('enough');
    expect(performance.now() - began).toBeLessThan(5000);
    expect([...heard[0]!.done.keys()]).toEqual([0]);
    expect((await client.run([sleep(1)])).done.size).toBe(1);
  });

  test('has two runs under way at once', async () => {
    const client = await open(backend.url);
    const [one, two] = [at(await client.put(1)), at(await client.put(2))];
    const runs = await Promise.all([client.run([sleep(5), add(one, one)]), client.run([sleep(5), add(two, two)])]);
    expect(await result(client, runs[0]!, 1, 'sum')).toBe(2);
    expect(await result(client, runs[1]!, 1, 'sum')).toBe(4);
  });

  test('asks what results depend on', async () => {
    const client = await open(backend.url);
    const mini = await client.fingerprint('model/load', { model: 'mini' });
    expect(mini.length).toBeGreaterThan(10);
    expect(await client.fingerprint('model/load', { model: 'mini' })).toBe(mini);
    await expect(client.fingerprint('model/load', { model: 'no-such-model' })).rejects.toThrow('no-such-model');
    await expect(client.fingerprint('conform/add', {})).rejects.toThrow('no fingerprint');
    await expect(client.fingerprint('conform/none', {})).rejects.toThrow('conform/none');
  });

  test('leaves nothing held when it goes', async () => {
    const client = await open(backend.url);
    const watch = await open(backend.url);
    const before = await watch.stats();
    const one = at(await client.put([1, 'one', tensor(Float32Array.of(1), [1])]));
    await client.run([{ type: 'conform/same', params: {}, inputs: { value: one } }]);
    const gone = client.run([sleep(10_000)]).catch(() => {});
    await until(() => true);
    expect((await watch.stats()).held.values).toBeGreaterThan(before.held.values);
    await client.close();
    await gone;
    let now = await watch.stats();
    while (now.clients.length >= before.clients.length) now = await watch.stats();
    expect(now.held.values).toBeLessThanOrEqual(before.held.values);
  });
});
