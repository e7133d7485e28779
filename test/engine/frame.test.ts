import { createFrameReader, digest, encodeFrame, type Value } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Value>,
    fc.double(),
    fc.constantFrom<Value>(
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '$array',
      { $array: 0 },
      { $number: '1' },
      { $$x: 1 },
    ),
    fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.float32Array({ maxLength: 9 }), fc.int32Array({ maxLength: 3 })),
    fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes)),
    fc.bigInt64Array({ maxLength: 3 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', '$array', '$$', 'constructor'), tie('value')),
  ),
}));

function read(chunks: Iterable<Uint8Array>): Value[] {
  const messages: Value[] = [];
  const reader = createFrameReader((message) => messages.push(message));
  for (const chunk of chunks) reader(chunk);
  return messages;
}

/** A frame with this text where its JSON belongs. */
function frameOf(body: string): Buffer {
  const text = Buffer.from(body);
  const head = Buffer.concat(encodeFrame(null)).subarray(0, 8);
  head.writeUInt32LE(text.length, 4);
  return Buffer.concat([head, text, Buffer.alloc((8 - (text.length % 8)) % 8)]);
}

describe('a frame', () => {
  test('brings every value over as it is, however its bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), fc.integer({ min: 1, max: 50 }), (values, size) => {
        const bytes = Buffer.concat(values.flatMap(encodeFrame));
        const chunks: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
        expect(read(chunks).map(digest)).toEqual(values.map(digest));
      }),
    );
  });

  test('that is none is refused with a RangeError', () => {
    expect(() => read([Buffer.from('GET / HTTP/1.1\r\n')])).toThrow('no Moodwire frame');
    const huge = Buffer.concat(encodeFrame(1));
    huge.writeUInt32LE(2 ** 31, 4);
    expect(() => read([huge])).toThrow(RangeError);
    for (const body of ['{', 'null', '{}', '{"arrays":[1]}', '{"arrays":[[]]}', '{"arrays":[["Uint8Array",-1]]}']) {
      expect(() => read([frameOf(body)]), body).toThrow(RangeError);
    }
    expect(() => read([frameOf('{"arrays":[],"message":{"$array":0}}')])).toThrow(RangeError);
  });

  test('gives on what its receiver throws', () => {
    const reader = createFrameReader(() => {
      throw new TypeError('mine');
    });
    expect(() => reader(Buffer.concat(encodeFrame(1)))).toThrow(TypeError);
  });
});
