import { digest, tensor, type Value } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { at, clients, sharedBackend, workspace } from './conformance.js';
import { pattern } from './link.js';
import { digestOf } from './protocol-client.js';

const backend = sharedBackend();

const half = Uint16Array.of(0, 0x3c00, 0x7e00, 0xffff, 0x8000);
const values: Readonly<Record<string, Value>> = {
  F64: Float64Array.of(1.5, Number.NaN, -0, Number.POSITIVE_INFINITY, Number.MIN_VALUE),
  I64: { dtype: 'int64', shape: [3], data: BigInt64Array.of(-1n, 2n ** 62n, -(2n ** 63n)) },
  F32: tensor(Float32Array.of(1, 2, Number.NaN, -0, Number.NEGATIVE_INFINITY, 3), [2, 1, 3]),
  I32: { dtype: 'int32', shape: [1, 3], data: Int32Array.of(-1, 2 ** 31 - 1, 0) },
  F16: { dtype: 'float16', shape: [5], data: half },
  BF16: { dtype: 'bfloat16', shape: [5, 1], data: half },
  U16: half,
  U8: { dtype: 'uint8', shape: [3], data: Uint8Array.of(0, 128, 255) },
  BOOL: { dtype: 'bool', shape: [3], data: Uint8Array.of(0, 1, 0) },
  'a picture': { width: 3, height: 1, channels: 3, data: pattern(9) },
  'a mask': { width: 3, height: 1, data: Float32Array.of(0, 0.5, 1) },
  'a picture whose data do not fit': { width: 3, height: 2, channels: 3, data: pattern(9) },
  'empty arrays': { a: new Float32Array(0), b: [new Uint8Array(0), new BigInt64Array(0)] },
  'an empty tensor': tensor(new Float32Array(0), [0, 3]),
  'a scalar tensor': tensor(Float32Array.of(7), []),
  'odd lengths': [1, 2, 3, 5, 7, 9, 15].map((length) => pattern(length)),
  'a view into a longer array': pattern(100).subarray(3, 20),
  'arrays beside each other': { a: pattern(3), b: { c: Float64Array.of(0.1) }, d: [half, 'x', Int32Array.of(9)] },
  'numbers that JSON lacks': [Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1e21, 5e-324],
  'keys with $': { $array: 0, $number: 'NaN', $$: { $: 1 }, $data: half, a$b: null, '': 1 },
  'an object like a tensor, with keys like marks': { data: { $array: 0 }, shape: [1], dtype: 'float32' },
  texts: ['', 'ä', '\u{1f600}', 'x'.repeat(64), 'x'.repeat(65), '\u0000"\\'],
  'things in things': { b: [[], {}, [[true, false, null]]], a: { z: 1, y: { x: { w: [0.1, -1.5] } } } },
  'keys in another order': { é: 1, z: 2, Z: 3, '10': 4, '9': 5, '\u{1f600}': 6, '\uffff': 7 },
  'a number': 0.1,
  'a text': 'x'.repeat(100),
  'nothing at all': null,
  'an empty list': [],
};

test.each(Object.entries(values))('the digest of the document is that of the engine: %s', (_, value) => {
  expect(digestOf(value)).toBe(digest(value));
});

describe.each(clients)('$name', ({ open }) => {
  test('is welcomed with all that the document says', async () => {
    const client = await open(backend.url);
    expect(await client.welcome()).toMatchObject({
      op: 'welcome',
      protocol: 1,
      agent: expect.stringMatching(/^moodwire /),
      session: expect.stringMatching(/^[0-9a-f]{32}$/),
      isResumed: false,
      isEmpty: true,
      received: 0,
      transfers: {},
      window: 16 * 2 ** 20,
      slots: 1,
      limits: { message: 16 * 2 ** 20, value: 2 ** 31, nodes: 10_000, transfers: 10_000 },
      nodes: expect.objectContaining({ 'conform/add': 1, 'emotion/denoise': 1 }),
      devices: [expect.objectContaining({ name: 'cpu', provider: 'cpu' })],
    });
  });

  test.each(Object.entries(values))('gets what it put, and a node what it was fed: %s', async (_, value) => {
    const client = await open(backend.url);
    const name = await client.put(value);
    expect(await client.get(name)).toEqual(value);
    const same = { type: 'conform/same', params: {}, inputs: { value: at(name) } };
    const { done, failed } = await client.run([same]);
    expect([...failed.values()]).toEqual([]);
    expect(await client.get(done.get(0)!['value']!.digest)).toEqual({ same: value });
  });

  test('gets 20 MB in chunks as they were', async () => {
    const client = await open(backend.url);
    const value = { data: pattern(20 * 2 ** 20 + 3), more: [Float64Array.of(1), 'x'] };
    const back = (await client.get(await client.put(value))) as typeof value;
    expect(Buffer.compare(back.data, value.data)).toBe(0);
    expect(back.more).toEqual(value.more);
  });

  test('has several transfers on the way at once, both ways', async () => {
    const client = await open(backend.url);
    const sent = Array.from({ length: 10 }, (_, i) => pattern(1_000_000 + i, i));
    const names = await Promise.all(sent.map((value) => client.put(value)));
    const mixed = names.flatMap((name, i) => [client.get(name), client.put(pattern(900_000, 100 + i))]);
    const back = await Promise.all(mixed);
    for (const [i, value] of sent.entries()) expect(Buffer.compare(back[2 * i] as Uint8Array, value)).toBe(0);
  });

  test('finds again what it left in its workspace, and nothing of another', async () => {
    const secret = workspace();
    const first = await open(backend.url, secret);
    const value = pattern(200_000);
    const name = await first.put(value);
    expect(Buffer.compare((await first.get(name)) as Uint8Array, value)).toBe(0);
    await first.close();
    const second = await open(backend.url, secret);
    expect(await second.welcome()).toMatchObject({ isEmpty: false });
    expect(Buffer.compare((await second.get(name)) as Uint8Array, value)).toBe(0);
    const other = await open(backend.url);
    expect(await other.welcome()).toMatchObject({ isEmpty: true });
    await expect(other.get(name)).rejects.toThrow(`does not hold ${name.slice(0, 12)}`);
  });

  test('is told of a digest that is not there, and goes on', async () => {
    const client = await open(backend.url);
    await expect(client.get('f'.repeat(64))).rejects.toThrow('does not hold ffffffffffff');
    expect(await client.get(await client.put(1))).toBe(1);
  });

  test('gives back its holds', async () => {
    const client = await open(backend.url);
    const before = (await client.stats()).held.values;
    const names = [await client.put('one'), await client.put('two')];
    await client.get(names[1]!);
    expect((await client.stats()).held.values).toBeGreaterThanOrEqual(before + 2);
    for (const name of names) client.release(name);
    const same = (await client.stats()).held.values - before;
    expect(same).toBeLessThanOrEqual(2); // what the app's client made of them by running a node
  });
});
