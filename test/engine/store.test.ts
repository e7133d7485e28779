import { chmodSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { digest, openStore, type Value } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filesIn, freshFolder, keepOne, keyOf, offer, openSound, readBack } from './store-folder.js';

const folder = freshFolder();

const PHOTO = { width: 3, height: 2, channels: 3, data: new Uint8Array(18).fill(7), icc: new Uint8Array([1, 2, 3]) };
const HALF = { dtype: 'float16', shape: [2, 2], data: new Uint16Array([1, 2, 3, 4]) };

describe('a value', () => {
  test('of any shape comes back as it was, its digest with it', async () => {
    const store = openSound(folder.path);
    let count = 0;
    await fc.assert(
      fc.asyncProperty(anyValue(), async (value) => {
        const name = count++;
        await keepOne(store, name, value);
        expect(digest((await readBack(store, name))!)).toBe(digest(structuredClone(value)));
      }),
      { numRuns: 300 },
    );
  });

  test.each<[string, Value]>([
    ['numbers that JSON does not know', [Number.NaN, -0, 0, Number.POSITIVE_INFINITY, 5e-324, 2 ** 53]],
    ['arrays of every kind', [...arraysOf([1, 2, 3]), new BigInt64Array([-1n, 2n ** 62n])]],
    ['arrays of nothing', [...arraysOf([]), new BigInt64Array(0)]],
    ['a part of an array', new Float32Array([1, 2, 3, 4]).subarray(1, 3)],
    ['NaN of any bits', new Float32Array(new Uint32Array([0x7fc00001, 0xffffffff, 0x80000000]).buffer)],
    ['names that mean something elsewhere', JSON.parse('{"__proto__":1,"$array":0,"$number":"x","__metadata__":[]}')],
    ['no array at all', 'just words'],
    ['nothing', null],
  ])('comes back exactly: %s', async (_, value) => {
    const store = openSound(folder.path);
    await keepOne(store, 'it', value);
    const back = await readBack(store, 'it');
    expect(back).toStrictEqual(value);
    expect(digest(back)).toBe(digest(value)); // the bits of a NaN too
  });

  test('comes back as plain bytes where a Buffer was kept, and without the fields that were undefined', async () => {
    const store = openSound(folder.path);
    await keepOne(store, 'it', { bytes: Buffer.from('abc'), none: undefined });
    const value = await store.read(store.find(keyOf('it'))!.outputs['out']!.digest);
    expect(value).toStrictEqual({ bytes: new Uint8Array([97, 98, 99]) });
  });

  test('that JSON would change is not kept', async () => {
    const store = openSound(folder.path);
    for (const [i, odd] of [[1, undefined], new Int8Array(3)].entries()) {
      const value = odd as unknown as Value;
      store.keep([keyOf(i)], { out: { digest: keyOf('odd'), bytes: 8, value: () => value } }, 1, () => {});
      await store.settle();
      expect(store.find(keyOf(i))).toBeUndefined();
    }
  });

  test('of many parts is read into one buffer that its arrays are views of', async () => {
    const store = openSound(folder.path);
    const value = { a: new Float64Array(50_000).fill(1), b: new Uint8Array(3_000_001).fill(2) };
    const read = (await store.read(await keepOne(store, 'it', value))) as typeof value;
    expect(digest(structuredClone(read))).toBe(digest(value));
    expect(read.a.buffer).toBe(read.b.buffer);
  });
});

describe('the file of a value', () => {
  test('is safetensors as its specification has it, with pictures and tensors in their own shapes', async () => {
    const store = openSound(folder.path);
    const mask = { width: 2, height: 1, data: new Float32Array([0, 1]) };
    const ids = { dtype: 'int64', shape: [1, 2], data: new BigInt64Array([5n, 6n]) };
    const flags = { dtype: 'bool', shape: [3], data: new Uint8Array([0, 1, 1]) };
    const misfit = { dtype: 'float16', shape: [7], data: new Uint16Array(2) };
    const wide = new Float64Array([1.5]);
    const value = { photo: PHOTO, half: HALF, mask, ids, flags, misfit, wide };
    const { metadata, tensors } = strictSafetensors(await keptFile(store, value));
    expect(metadata['format']).toBe('moodwire.value 1');
    expect(metadata['digest']).toBe(digest(value));
    const order = ['U8 2,3,3', 'U8 3', 'F16 2,2', 'F32 1,2', 'I64 1,2', 'BOOL 3', 'U16 2', 'F64 1'];
    expect(order.map((_, i) => tensors.get(`array${i}`)?.as)).toEqual(order);
    expect([...tensors.get('array0')!.bytes]).toEqual([...PHOTO.data]);
    expect([...new Uint16Array(new Uint8Array(tensors.get('array2')!.bytes).buffer)]).toEqual([...HALF.data]);
  });

  test('of a value without arrays is the same without tensors', async () => {
    const { metadata, tensors } = strictSafetensors(await keptFile(openSound(folder.path), ['just', 'words']));
    expect(tensors.size).toBe(0);
    expect(JSON.parse(metadata['value']!)).toEqual(['just', 'words']);
  });

  async function keptFile(store: ReturnType<typeof openSound>, value: Value): Promise<Buffer> {
    await keepOne(store, 'it', value);
    return readFileSync(filesIn(join(folder.root, 'values'))[0]!);
  }
});

describe('a store', () => {
  test('finds what was kept, in this process and in the next', async () => {
    const outputs = { photo: offer(PHOTO), words: offer('words') };
    let done = 0;
    const first = openSound(folder.path);
    first.keep([keyOf('a'), keyOf('b')], outputs, 1234.5, () => done++);
    await first.close();
    expect(done).toBe(1);
    const next = openSound(folder.path);
    for (const name of ['a', 'b']) {
      expect(next.find(keyOf(name))).toMatchObject({
        milliseconds: 1234.5,
        outputs: { photo: { digest: digest(PHOTO), bytes: outputs.photo.bytes }, words: { digest: digest('words') } },
      });
    }
    expect(next.find(keyOf('c'))).toBeUndefined();
    expect(next.find('../../etc/passwd')).toBeUndefined();
    expect(await next.stats()).toMatchObject({ entries: 2, values: 2, limit: 1e9, folder: folder.path });
  });

  test('writes a value once, however many results name it, and asks for it once', async () => {
    const store = openSound(folder.path);
    let asked = 0;
    const words = { ...offer('words'), value: () => `words${asked++ > 0 ? ' again' : ''}` };
    for (const name of ['a', 'b', 'c']) store.keep([keyOf(name)], { out: words }, 5, () => {});
    await store.settle();
    expect(asked).toBe(1);
    expect(await store.stats()).toMatchObject({ entries: 3, values: 1 });
  });

  test('goes on when a value cannot be had any more, and says that it needs none', async () => {
    const store = openSound(folder.path);
    let done = 0;
    const value = async (): Promise<Value> => {
      throw new Error('let go');
    };
    store.keep([keyOf('a')], { out: { ...offer('a'), value } }, 5, () => done++);
    store.keep([keyOf('b')], { out: offer('b') }, 5, () => {
      done++;
      throw new Error('of the caller');
    });
    store.keep([keyOf('c')], { out: offer('c') }, 5, () => done++);
    await store.settle();
    expect([store.find(keyOf('a')), done]).toEqual([undefined, 3]);
    expect(store.find(keyOf('c'))).toBeDefined();
  });

  test('is for its owner alone, and makes no folder before it keeps something', async () => {
    const inner = join(folder.path, 'a', 'b');
    const store = openSound(inner);
    expect(store.find(keyOf('x'))).toBeUndefined();
    expect(await store.stats()).toMatchObject({ entries: 0, bytes: 0 });
    expect(statSync(inner, { throwIfNoEntry: false })).toBeUndefined();
    await keepOne(store, 'x', 1);
    const modes = ['', 'keys', 'values', 'unfinished'].map((part) => statSync(join(inner, 'results-1', part)).mode);
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o700, 0o700, 0o700, 0o700]);
    chmodSync(join(inner, 'results-1'), 0o755);
    await keepOne(openSound(inner), 'y', 2);
    expect(statSync(join(inner, 'results-1')).mode & 0o777).toBe(0o700);
  });

  test('that is cleared is empty, and can be used on', async () => {
    const store = openSound(folder.path);
    await keepOne(store, 'a', PHOTO);
    await store.clear();
    expect(store.find(keyOf('a'))).toBeUndefined();
    expect(await store.stats()).toMatchObject({ entries: 0, values: 0, bytes: 0 });
    await keepOne(store, 'a', PHOTO);
    expect(await readBack(store, 'a')).toStrictEqual(PHOTO);
  });

  test('whose folder someone removes goes on', async () => {
    const store = openSound(folder.path);
    await keepOne(store, 'a', 1);
    rmSync(folder.root, { recursive: true });
    await keepOne(store, 'b', 2);
    await keepOne(store, 'c', 3);
    expect(await readBack(store, 'c')).toBe(3);
  });

  test('takes a tenth of the free disk unless it is told otherwise, and no more than 10 GB', async () => {
    const { limit } = await openStore({ folder: folder.path }).stats();
    expect(limit).toBeGreaterThan(0);
    expect(limit).toBeLessThanOrEqual(10e9);
  });
});

function arraysOf(numbers: number[]): Value[] {
  const kinds = [Uint8Array, Uint16Array, Int32Array, Float32Array, Float64Array];
  return kinds.map((Kind) => new Kind(numbers));
}

function anyValue(): fc.Arbitrary<Value> {
  const array = fc.oneof<fc.Arbitrary<Value>[]>(
    fc.uint8Array(),
    fc.uint16Array(),
    fc.int32Array(),
    fc.float32Array(),
    fc.float64Array(),
    fc.bigInt64Array(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );
  const name = fc.oneof(
    fc.string(),
    fc.constantFrom('data', 'dtype', 'shape', 'width', '__proto__', '$array', 'length'),
  );
  const tensor = fc.record(
    {
      dtype: fc.constantFrom('float32', 'float16', 'bfloat16', 'bool', 'uint8', 'int64', 'constructor'),
      shape: fc.oneof<fc.Arbitrary<Value>[]>(fc.array(fc.nat(5)), fc.constant([-1, -1]), fc.string()),
      data: array,
      width: fc.double(),
      height: fc.nat(4),
    },
    { requiredKeys: ['data'] },
  );
  return fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof<fc.Arbitrary<Value>[]>(fc.double(), fc.string({ unit: 'binary' }), fc.boolean(), fc.constant(null)),
      array,
      tensor as fc.Arbitrary<Value>,
      fc.array(tie('value')),
      fc.dictionary(name, fc.option(tie('value'), { nil: undefined })) as fc.Arbitrary<Value>,
    ),
  })).value;
}

type StrictTensor = { readonly as: string; readonly bytes: Uint8Array };

/** Reads a file with all that the specification of safetensors asks of it. */
function strictSafetensors(file: Buffer): { metadata: Record<string, string>; tensors: Map<string, StrictTensor> } {
  const length = Number(file.readBigUInt64LE(0));
  const text = new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + length));
  expect(text[0]).toBe('{');
  expect(length % 8).toBe(0);
  const { __metadata__: metadata, ...entries } = JSON.parse(text);
  expect(Object.values(metadata).every((field) => typeof field === 'string')).toBe(true);
  const widths: Record<string, number> = { F64: 8, I64: 8, F32: 4, F16: 2, U16: 2, U8: 1, BOOL: 1 };
  const tensors = new Map<string, StrictTensor>();
  let end = 0;
  const inOrder = Object.entries<{ dtype: string; shape: number[]; data_offsets: [number, number] }>(entries);
  inOrder.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0]);
  for (const [name, { dtype, shape, data_offsets: offsets }] of inOrder) {
    expect(offsets[0], 'no gap and no overlap').toBe(end);
    expect(offsets[0] % widths[dtype]!, 'aligned').toBe(0);
    expect(offsets[1] - offsets[0]).toBe(shape.reduce((product, extent) => product * extent, widths[dtype]!));
    end = offsets[1];
    const bytes = file.subarray(8 + length + offsets[0], 8 + length + offsets[1]);
    tensors.set(name, { as: `${dtype} ${shape}`, bytes });
  }
  expect(8 + length + end, 'the data reach to the end').toBe(file.length);
  return { metadata, tensors };
}
