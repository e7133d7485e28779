import {
  closePayload,
  createFrameDecoder,
  frameHeadBytes,
  maskInto,
  ProtocolError,
  unmask,
  writeChunkHeader,
  writeFrameHead,
} from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { picker } from './mutate.js';
import { chunkBytes, type Frame, feed, frameBytes, type Heard, hear, listen } from './websocket-peer.js';

const text = (message: string, more: Partial<Frame> = {}): Buffer =>
  frameBytes({ opcode: 1, payload: Buffer.from(message), ...more });
const binary = (payload: Uint8Array, more: Partial<Frame> = {}): Buffer => frameBytes({ opcode: 2, payload, ...more });
const none = new Uint8Array(0);
const broken = (stream: Uint8Array, options = {}): string | undefined => {
  const last = hear(stream, options).at(-1);
  return last?.[0] === 'broken' ? last[1] : undefined;
};

describe('a mask', () => {
  test('is the same by words as by bytes, at any alignment, phase and split', () => {
    const cases = fc.record({
      bytes: fc.uint8Array({ maxLength: 300 }),
      key: fc.integer(),
      phase: fc.nat(9),
      from: fc.nat(9),
      to: fc.nat(9),
      split: fc.nat(300),
    });
    fc.assert(
      fc.property(cases, ({ bytes, key, phase, from, to, split }) => {
        const expected = bytes.map((byte, i) => byte ^ (key >>> (8 * ((i + phase) & 3))));
        const source = new Uint8Array(from + bytes.length + 9).subarray(from);
        source.set(bytes);
        const target = new Uint8Array(to + bytes.length + 9).subarray(to);
        maskInto(source, 0, bytes.length, target, 0, key, phase);
        expect(target.subarray(0, bytes.length)).toEqual(expected);
        const middle = Math.min(split, bytes.length);
        unmask(source, 0, middle, key, phase);
        unmask(source, middle, bytes.length, key, phase + middle);
        expect(source.subarray(0, bytes.length)).toEqual(expected);
        for (const after of [source, target])
          expect(after.subarray(bytes.length).every((byte) => byte === 0)).toBe(true);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});

describe('frames that are written', () => {
  test('have the head that RFC 6455 says, for each size and mask', () => {
    for (const length of [0, 125, 126, 65535, 65536, 2 ** 32 + 5]) {
      for (const key of [undefined, [1, 2, 3, 250]]) {
        const target = new Uint8Array(20);
        const number = key && Buffer.from(key).readInt32LE();
        const end = writeFrameHead(target, 3, 2, length, number);
        expect(end).toBe(3 + frameHeadBytes(length, key !== undefined));
        const expected = frameBytes({ opcode: 2, payload: none, says: BigInt(length), key });
        expect(Buffer.from(target.subarray(3, end)).toString('hex')).toBe(expected.toString('hex'));
      }
    }
  });

  test('a chunk header is 16 bytes, little-endian', () => {
    const target = new Uint8Array(20);
    writeChunkHeader(target, 2, { transfer: 7, length: 9, offset: 2 ** 40 + 3 });
    expect(Buffer.from(target.subarray(2, 18))).toEqual(chunkBytes(7, 2 ** 40 + 3, none, 9));
  });

  test('a long reason for closing is cut between characters', () => {
    const payload = closePayload(1008, 'ä'.repeat(100));
    expect(payload).toHaveLength(124);
    expect(hear(frameBytes({ opcode: 8, payload }))).toEqual([['close', 1008, 'ä'.repeat(61)]]);
  });
});

/** Messages as a well-behaved peer writes them, and what is to be heard of them. */
const message = fc.oneof(
  fc
    .string({ unit: 'grapheme', maxLength: 200 })
    .map((said) => ({ opcode: 1, payload: Buffer.from(said), heard: ['text', said] as Heard })),
  fc
    .record({ transfer: fc.nat(2 ** 32 - 1), offset: fc.maxSafeNat(), size: fc.oneof(fc.nat(300), fc.nat(30_000)) })
    .map(({ transfer, offset, size }) => {
      const payload = Buffer.alloc(size, `payload ${transfer}`);
      const heard: Heard = ['chunk', { transfer, length: size, offset }, payload.toString('hex')];
      return { opcode: 2, payload: chunkBytes(transfer, offset, payload), heard };
    }),
  fc.uint8Array({ maxLength: 125 }).map((payload) => ({
    opcode: 9,
    payload: Buffer.from(payload),
    heard: ['ping', Buffer.from(payload).toString('hex')] as Heard,
  })),
);
const key = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => [...bytes]);

/** Cuts a message's payload into frames, with pings between them. */
function inFrames(
  { opcode, payload }: { opcode: number; payload: Buffer },
  cuts: readonly number[],
  keyOf: () => readonly number[] | undefined,
): Buffer[] {
  const at = opcode > 7 ? [] : cuts.map((cut) => cut % (payload.length + 1)).sort((a, b) => a - b);
  const parts = [...at, payload.length].map((end, i) => payload.subarray(at[i - 1] ?? 0, end));
  return parts.flatMap((part, i) => [
    frameBytes({ opcode: i === 0 ? opcode : 0, payload: part, isFinal: i === parts.length - 1, key: keyOf() }),
    ...(i < parts.length - 1 && i % 2 ? [frameBytes({ opcode: 10, payload: none, key: keyOf() })] : []),
  ]);
}

describe('frames that are read', () => {
  test('however a stream is fragmented, masked and split, the same messages are heard', () => {
    const cases = fc.record({
      messages: fc.array(fc.tuple(message, fc.array(fc.nat(40_000), { maxLength: 3 })), { maxLength: 6 }),
      key: fc.option(key, { nil: undefined }),
      seed: fc.nat(),
      most: fc.constantFrom(1, 3, 17, 500, 9000, 70_000),
      isPushed: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, ({ messages, key, seed, most, isPushed }) => {
        const pick = picker(seed);
        const stream = Buffer.concat(messages.flatMap(([one, cuts]) => inFrames(one, cuts, () => key)));
        const heard = hear(stream, { isMasked: key !== undefined, maxText: 10_000 }, () => 1 + pick(most), isPushed);
        expect(heard).toEqual(messages.map(([{ heard }]) => heard));
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test('a payload is read straight into its memory, wherever it begins', () => {
    const payload = Buffer.alloc(100_000, 'tensor');
    const stream = binary(chunkBytes(1, 0, payload), { key: [9, 8, 7, 6] });
    let place = none;
    const decoder = createFrameDecoder(
      { isMasked: true, maxText: 10 },
      { text() {}, place: ({ length }) => (place = new Uint8Array(length)), filled() {}, ping() {}, close() {} },
    );
    const first = decoder.room();
    first.set(stream.subarray(0, 50));
    decoder.took(50);
    const room = decoder.room();
    expect(room.buffer).toBe(place.buffer);
    expect(room).toHaveLength(100_000 - (50 - 14 - 16));
    feed(decoder, stream.subarray(50), () => 33_333);
    expect(Buffer.from(place).equals(payload)).toBe(true);
  });

  test('once discarded, nothing is told but pings and the close, and no memory is written', () => {
    const { decoder, heard, state } = listen();
    decoder.discard();
    const close = frameBytes({ opcode: 8, payload: Buffer.from([3, 232]) });
    feed(decoder, Buffer.concat([text('a'), binary(chunkBytes(1, 0, Buffer.alloc(9000))), close]), () => 100);
    expect([heard, state.asked]).toEqual([[['close', 1000, '']], 0]);

    const half = listen();
    let memory: Uint8Array = none;
    const stops = createFrameDecoder(
      { isMasked: false, maxText: 9 },
      {
        text() {},
        place: (h) => (memory = new Uint8Array(h.length)),
        filled: () => half.heard.push(['text', 'filled']),
        ping() {},
        close() {},
      },
    );
    const stream = binary(chunkBytes(1, 0, Buffer.alloc(20_000, 1)));
    feed(stops, stream.subarray(0, 1000), () => 1000);
    stops.discard();
    const before = memory.slice();
    feed(stops, stream.subarray(1000), () => 5000);
    expect(memory).toEqual(before);
    expect(half.heard).toEqual([]);
  });

  test('an empty text, an empty chunk and the largest chunk are read', () => {
    expect(hear(text(''))).toEqual([['text', '']]);
    expect(hear(binary(chunkBytes(1, 5, none)))).toEqual([['chunk', { transfer: 1, length: 0, offset: 5 }, '']]);
    const { decoder, heard } = listen();
    const head = frameBytes({ opcode: 2, payload: none, says: BigInt(2 ** 22 + 16) });
    feed(decoder, Buffer.concat([head, chunkBytes(1, 0, Buffer.alloc(2 ** 22))]), () => 2 ** 20);
    expect(heard.map(([kind, what]) => [kind, what])).toEqual([['chunk', { transfer: 1, length: 2 ** 22, offset: 0 }]]);
  });
});

describe('what is not allowed is refused', () => {
  test('reserved bits, reserved kinds, and lengths that are not brief', () => {
    for (const reserved of [1, 2, 4]) expect(broken(text('a', { reserved }))).toMatch('reserved bits');
    for (const opcode of [3, 7, 11, 15]) expect(broken(frameBytes({ opcode, payload: none }))).toMatch('reserved kind');
    expect(broken(text('a', { lengthBytes: 2 }))).toMatch('briefly');
    expect(broken(text('a'.repeat(300), { lengthBytes: 8 }))).toMatch('briefly');
  });

  test('a mask where there must be none, and none where there must be one', () => {
    expect(broken(text('a', { key: [0, 0, 0, 0] }))).toBe('a frame is masked');
    expect(broken(text('a'), { isMasked: true })).toBe('a frame is not masked');
  });

  test('pings, pongs and closes that are long or in parts', () => {
    for (const opcode of [8, 9, 10]) {
      expect(broken(frameBytes({ opcode, payload: none, isFinal: false }))).toMatch('in parts');
      expect(broken(frameBytes({ opcode, payload: Buffer.alloc(126) }))).toMatch('longer than 125');
    }
  });

  test('fragments of nothing, and a message within a message', () => {
    expect(broken(frameBytes({ opcode: 0, payload: none }))).toMatch('belongs to no message');
    expect(broken(Buffer.concat([text('a', { isFinal: false }), text('b')]))).toMatch('before the last one');
    expect(broken(Buffer.concat([text('a'), frameBytes({ opcode: 0, payload: none })]))).toMatch('belongs to no');
  });

  test('a text that is too long, at once or in sum, before it is there', () => {
    expect(broken(text('', { says: 1001n }))).toBe('a text has 1001 bytes; at most 1000 are allowed');
    const part = text('a'.repeat(600), { isFinal: false });
    const more = frameBytes({ opcode: 0, payload: none, says: 401n });
    expect(broken(Buffer.concat([part, more]))).toMatch('1001 bytes');
  });

  test('what is not UTF-8, in a text and in the reason for closing', () => {
    expect(broken(frameBytes({ opcode: 1, payload: Buffer.from([0xc3, 0x28]) }))).toBe('a text is not UTF-8');
    const halves = [
      text('', { payload: Buffer.from([0xc3]), isFinal: false }),
      frameBytes({ opcode: 0, payload: none }),
    ];
    expect(broken(Buffer.concat(halves))).toBe('a text is not UTF-8');
    expect(broken(frameBytes({ opcode: 8, payload: Buffer.from([3, 232, 0xff]) }))).toBe('a text is not UTF-8');
  });

  test('codes for closing that nobody may send', () => {
    for (const code of [0, 999, 1004, 1005, 1006, 1015, 1100, 2999, 5000]) {
      expect(broken(frameBytes({ opcode: 8, payload: Buffer.from([code >> 8, code & 255]) }))).toMatch(`${code} is no`);
    }
    expect(broken(frameBytes({ opcode: 8, payload: Buffer.from([3]) }))).toMatch('is no code');
  });

  test('chunks whose lengths lie, before memory is asked for', () => {
    const lies = [
      binary(Buffer.alloc(15)),
      binary(chunkBytes(1, 0, Buffer.alloc(10), 11)),
      binary(chunkBytes(1, 0, Buffer.alloc(10), 9)),
      binary(chunkBytes(1, 0, Buffer.alloc(10), 2 ** 22 + 1)),
      binary(chunkBytes(1, 0, Buffer.alloc(10), 2 ** 32 - 1)),
      binary(none, { says: BigInt(2 ** 22 + 17) }),
      binary(none, { says: 2n ** 63n }),
      binary(none, { says: 2n ** 64n - 1n }),
      binary(chunkBytes(1, 2 ** 52, none).fill(255, 12)),
      binary(chunkBytes(1, 0, Buffer.alloc(10), 9), { isFinal: false }),
    ];
    for (const stream of lies) {
      const { decoder, state } = listen();
      expect(() => feed(decoder, stream, () => 7)).toThrow(ProtocolError);
      expect(state.asked).toBe(0);
    }
    const short = [
      binary(chunkBytes(1, 0, Buffer.alloc(5), 9), { isFinal: false }),
      frameBytes({ opcode: 0, payload: Buffer.alloc(3) }),
    ];
    expect(broken(Buffer.concat(short))).toMatch('24 bytes; expected 25');
  });

  test('a text that is announced and does not come takes no memory', () => {
    const before = process.memoryUsage().arrayBuffers;
    const all = Array.from({ length: 200 }, () => {
      const { decoder } = listen({ maxText: 2 ** 24 });
      feed(decoder, text('abc', { says: 2n ** 24n }), () => 9);
      return decoder;
    });
    expect(all).toHaveLength(200);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 23);
  });
});

const isLong = process.env['MODE'] === 'fuzz';
const cases = Number(process.env['FUZZ_CASES'] ?? (isLong ? 120_000 : 6_000));
const seed = Number(process.env['FUZZ_SEED'] ?? (isLong ? Date.now() % 2 ** 31 : 1));

/** A stream that is mostly right, and damaged; or bytes as they fall. */
function hostileStream(pick: (below: number) => number, isMasked: boolean): Buffer {
  const bytes = (most: number) => Buffer.from(Array.from({ length: pick(most) }, () => pick(256)));
  const isCalm = pick(2) === 1;
  const frames = Array.from({ length: 1 + pick(5) }, () => {
    const payload =
      pick(3) && !isCalm
        ? bytes(60)
        : chunkBytes(pick(5), pick(1000), bytes(200), isCalm || pick(4) ? undefined : pick(300));
    const opcode = isCalm ? 1 + pick(2) : [1, 1, 2, 2, 2, 0, 0, 8, 9, 10, pick(16)][pick(11)]!;
    const says = isCalm || pick(12) ? undefined : [0n, 5n, 127n, 70_000n, 2n ** 22n, 2n ** 32n, 2n ** 63n][pick(7)]!;
    return frameBytes({
      opcode: payload.length > 125 && opcode > 7 ? 2 : opcode,
      payload: opcode === 1 && (isCalm || pick(4)) ? Buffer.from(payload.toString('base64')) : payload,
      isFinal: isCalm || pick(4) > 0,
      ...(isMasked ? { key: [pick(256), pick(256), 0, pick(256)] } : {}),
      ...(says === undefined ? {} : { says }),
    });
  });
  const stream = pick(8) ? Buffer.concat(frames) : bytes(500);
  for (let i = pick(4) ? 0 : 1 + pick(3); i > 0 && stream.length > 0; i--)
    stream[pick(Math.min(stream.length, 40))]! ^= 1 << pick(8);
  return pick(6) ? stream : stream.subarray(0, pick(stream.length + 1));
}

test(`${cases} hostile streams of seed ${seed} are read or refused, alike however they are split, and keep no memory`, {
  timeout: 3_600_000,
}, () => {
  const count = { messages: 0, broken: 0 };
  const before = process.memoryUsage();
  for (let number = 0; number < cases; number++) {
    const pick = picker(seed + number);
    const isMasked = pick(2) === 1;
    const stream = hostileStream(pick, isMasked);
    const one = hear(stream, { isMasked }, () => 65536);
    const other = hear(stream, { isMasked }, () => 1 + pick(40), pick(2) === 1);
    if (JSON.stringify(one) !== JSON.stringify(other)) expect.fail(`case ${number}: ${JSON.stringify([one, other])}`);
    count.messages += one.length;
    if (one.at(-1)?.[0] === 'broken') count.broken++;
  }
  expect(count.messages - count.broken).toBeGreaterThan(cases / 10);
  expect(count.broken).toBeGreaterThan(cases / 10);
  const after = process.memoryUsage();
  expect(after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed).toBeLessThan(100 * 2 ** 20);
  console.info(`seed ${seed}: ${JSON.stringify(count)}`);
});
