import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { script, sharedBackend } from './conformance.js';
import { later, until } from './link.js';
import { type RawClient, raw } from './raw-client.js';

const backend = sharedBackend('--grace', '1');

// Whatever one did, the backend serves the next, and holds nothing of the one before.
beforeEach(() => {
  later(async () => {
    const next = await script(backend.url);
    expect(await next.get(await next.put({ data: new Uint8Array(100) }))).toEqual({ data: new Uint8Array(100) });
    const end = performance.now() + 2000;
    let stats = await next.stats();
    while (stats.clients.length > 1 && performance.now() < end) stats = await next.stats();
    expect(stats.clients).toHaveLength(1);
    expect(stats.held.values).toBe(1);
    await next.close();
  });
});

const name = 'a'.repeat(64);
const u8 = (bytes: number, more = {}) => ({
  op: 'put',
  digest: name,
  value: { $array: 0 },
  arrays: [{ dtype: 'U8', shape: [bytes] }],
  bytes: Math.ceil(bytes / 8) * 8,
  transfer: 1,
  ...more,
});
const leaf = { op: 'put', digest: name, value: 1, arrays: [], bytes: 0 };
const node = { type: 'conform/add', params: {}, inputs: {} };
const run = (more: object) => ({ op: 'run', id: 1, priority: 0, nodes: [node], ...more });
const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
const zeros = (bytes: number) => new Uint8Array(bytes);

type Case = (client: RawClient) => void;
async function expectRefusal(act: Case, why: RegExp, hello = true): Promise<void> {
  const client = await raw(backend.url);
  if (hello) await client.hello();
  act(client);
  expect(await client.refusal()).toMatch(why);
}

describe('a beginning that is refused', () => {
  const hello = { op: 'hello', protocol: 1, agent: 'raw', workspace: name, session: null, received: 0, transfers: {} };
  const cases: readonly (readonly [string, Case, RegExp])[] = [
    ['another protocol', (c) => c.say({ ...hello, protocol: 2 }), /protocol 2; this backend speaks 1/],
    ['anything else first', (c) => c.say({ op: 'stats', id: 1 }), /"stats"/],
    ['a chunk first', (c) => c.chunk(1, 0, zeros(8)), /before the hello/],
    ['no JSON', (c) => c.say('{"op":'), /no JSON/],
    ['a workspace that is no secret', (c) => c.say({ ...hello, workspace: 'mine' }), /workspace: 64 hex digits/],
    ['no session field', (c) => c.say({ ...hello, session: undefined }), /session/],
    ['a welcome', (c) => c.say({ op: 'welcome' }), /"welcome"/],
  ];
  test.each(cases)('%s', (_, act, why) => expectRefusal(act, why, false));

  test('a second hello', async () => {
    await expectRefusal((client) => client.say(hello), /"hello"/);
  });

  test('a session that nobody knows is a new one', async () => {
    const client = await raw(backend.url);
    expect(await client.hello({ session: '0'.repeat(32), received: 5, transfers: { 1: 3 } })).toMatchObject({
      isResumed: false,
      received: 0,
    });
    client.say({ op: 'bye' });
  });

  test('more received of a session than was sent: it ends', async () => {
    const client = await raw(backend.url);
    const secret = 'b'.repeat(64);
    const { session } = await client.hello({ workspace: secret });
    const second = await raw(backend.url);
    await second.hello({ workspace: secret, session, received: 9 });
    expect(await second.refusal()).toMatch(/9 messages received of 0/);
  });
});

describe('control messages that are refused', () => {
  const cases: readonly (readonly [string, object | string, RegExp])[] = [
    ['an unknown op', { op: 'stop', id: 1 }, /"stop"/],
    ['no op', { id: 1 }, /"none"/],
    ['a list', [], /"none"/],
    ['a number', '1', /"none"/],
    ['null', 'null', /"none"/],
    ['no JSON', 'op: run', /no JSON/],
    ['what only a backend says', { op: 'done', id: 1, node: 0, results: {} }, /"done"/],
    ['an id that is a text', { op: 'stats', id: '1' }, /"stats" at id/],
    ['an id below zero', { op: 'stats', id: -1 }, /"stats" at id/],
    ['an id that is no whole number', { op: 'stats', id: 0.5 }, /"stats" at id/],
    ['a digest that is none', { op: 'get', id: 1, digest: 'abc' }, /"get" at digest: a digest/],
    ['a digest in capitals', { op: 'get', id: 1, digest: 'A'.repeat(64) }, /a digest/],
    ['counts of holds that are no numbers', { op: 'release', digests: { [name]: 'all' } }, /"release"/],
    ['a run without nodes', run({ nodes: [] }), /"run" at nodes/],
    ['a run without a priority', run({ priority: undefined }), /"run" at priority/],
    ['a node without inputs', run({ nodes: [{ type: 'conform/add', params: {} }] }), /nodes\.0\.inputs/],
    ['10,001 nodes', run({ nodes: Array.from({ length: 10_001 }, () => node) }), /nodes/],
    ['10,001 digests', { op: 'have', id: 1, digests: Array(10_001).fill(name) }, /digests/],
    ['100,000 arrays', u8(8, { arrays: Array(100_000).fill({ dtype: 'U8', shape: [0] }) }), /arrays/],
    ['65 levels of JSON', { ...leaf, value: deep(64) }, /more than 64 levels/],
    ['a million levels of JSON', `{"op":"put","value":${'['.repeat(1e6)}${']'.repeat(1e6)}}`, /more than 64 levels/],
    ['an ack of what was not sent', { op: 'ack', received: 5 }, /5 messages received of 0/],
    ['an ack below zero', { op: 'ack', received: -1 }, /"ack" at received/],
    ['a got of what was not sent', { op: 'got', transfer: 1 }, /got a transfer 1/],
    ['a message of 16 MiB and a byte', `"${'x'.repeat(2 ** 24 - 1)}"`, /16777217 bytes/],
  ];
  test.each(cases)('%s', (_, message, why) => expectRefusal((client) => client.say(message), why));

  test('1,025 requests at once', async () => {
    const asks = Array.from({ length: 1025 }, (_, i) => ({ op: 'get', id: i + 1, digest: name }));
    // The value is announced and never comes, so that each waits for it.
    await expectRefusal((client) => client.say(u8(8), ...asks), /more than 1024 requests/);
  });

  test('a request number used twice', async () => {
    await expectRefusal(
      (client) => client.say({ op: 'stats', id: 1 }, { op: 'stats', id: 1 }),
      /request 1 came after 1/,
    );
    await expectRefusal((client) => client.say(run({}), run({})), /request 1 came after 1/);
  });

  test('64 levels of JSON are not refused', async () => {
    const client = await raw(backend.url);
    await client.hello();
    client.say({ ...leaf, value: deep(63) }, { op: 'get', id: 1, digest: name });
    expect((await client.hears('value'))['value']).toEqual(deep(63));
    client.say({ op: 'bye' });
  });
});

describe('values that are refused', () => {
  const f32 = { dtype: 'F32', shape: [2] };
  const cases: readonly (readonly [string, object, RegExp])[] = [
    ['fewer bytes than the arrays have', u8(9, { bytes: 8 }), /16 bytes in a transfer of 8/],
    ['more bytes than the arrays have', u8(8, { bytes: 16 }), /8 bytes in a transfer of 16/],
    ['bytes without padding', u8(9, { bytes: 9 }), /16 bytes in a transfer of 9/],
    ['bytes without a transfer', u8(8, { transfer: undefined }), /transfer does not fit/],
    ['a transfer without bytes', { ...leaf, transfer: 1 }, /transfer does not fit/],
    ['transfer 0', u8(8, { transfer: 0 }), /transfer 0/],
    ['a type that is none', u8(8, { arrays: [{ dtype: 'U32', shape: [2] }] }), /arrays\.0\.dtype/],
    ['a shape below zero', u8(8, { arrays: [{ dtype: 'U8', shape: [-8, -1] }] }), /arrays\.0\.shape/],
    ['9 dimensions', u8(8, { arrays: [{ dtype: 'U8', shape: [8, 1, 1, 1, 1, 1, 1, 1, 1] }] }), /9 dimensions/],
    ['a shape beyond all numbers', u8(8, { arrays: [{ dtype: 'U8', shape: Array(8).fill(2 ** 53 - 1) }] }), /bytes/],
    ['more than 2 GiB', u8(2 ** 31 + 8), /a value of 2147483656 bytes, expected at most 2147483648/],
  ];
  test.each(cases)('%s', (_, message, why) => expectRefusal((client) => client.say(message), why));

  const late: readonly (readonly [string, object, RegExp])[] = [
    ['an array that is not there', u8(8, { value: { $array: 1 } }), /array 1 of 1/],
    ['an array that is no number', u8(8, { value: { $array: 'length' } }), /array length of 1/],
    ['a shape beside which another stands', u8(8, { value: { shape: [2, 4], data: { $array: 0 } } }), /U8/],
    [
      'a type beside which another stands',
      u8(8, { arrays: [f32], value: { dtype: 'int32', shape: [2], data: { $array: 0 } } }),
      /int32/,
    ],
    ['a type that is not that of a row', u8(8, { arrays: [{ dtype: 'BOOL', shape: [8] }] }), /BOOL/],
    ['a tensor of another size', u8(8, { value: { dtype: 'uint8', shape: [9], data: { $array: 0 } } }), /tensor uint8/],
    ['a tensor of no type', u8(8, { value: { dtype: 'text', shape: [8], data: { $array: 0 } } }), /tensor text/],
  ];
  test.each(late)('%s, once its bytes have come', (_, message, why) =>
    expectRefusal((client) => {
      client.say(message);
      client.chunk(1, 0, zeros(8));
    }, why),
  );

  test.runIf(process.platform === 'linux')('what is announced and does not come takes no memory', async () => {
    const resident = (): number => Number(readFileSync(`/proc/${backend.pid}/statm`, 'utf8').split(' ')[1]) * 4096;
    const before = resident();
    for (let i = 0; i < 10; i++) await expectRefusal((client) => client.say(u8(2 ** 31 + 8)), /at most/);
    const client = await raw(backend.url);
    await client.hello();
    client.say(u8(2 ** 31), { op: 'stats', id: 1 });
    await client.hears('stats');
    expect(resident() - before).toBeLessThan(64 * 2 ** 20);
    client.say({ op: 'bye' });
  });
});

describe('chunks that are refused', () => {
  const cases: readonly (readonly [string, Case, RegExp])[] = [
    ['of a transfer that was not announced', (c) => c.chunk(2, 0, zeros(8)), /transfer 2, which is not expected/],
    ['of a transfer that is complete', (c) => [0, 1].map(() => c.chunk(1, 0, zeros(16))), /transfer 1, which/],
    ['that leaves a gap', (c) => c.chunk(1, 8, zeros(8)), /at 8, expected at 0/],
    ['that comes again', (c) => [0, 1].map(() => c.chunk(1, 0, zeros(8))), /at 0, expected at 8/],
    ['at 2^53', (c) => c.chunk(1, 2 ** 53, zeros(8)), /beyond 2\^53/],
    ['beyond the end', (c) => c.chunk(1, 0, zeros(24)), /24 bytes where 16 are left/],
    ['without payload', (c) => c.chunk(1, 0, zeros(0)), /0 bytes where 16 are left/],
    ['that says more than it has', (c) => c.chunk(1, 0, zeros(8), 16), /24 bytes; expected 32/],
    ['that says less than it has', (c) => c.chunk(1, 0, zeros(8), 4), /24 bytes; expected 20/],
    ['of more than 4 MiB', (c) => c.chunk(1, 0, zeros(2 ** 22 + 1)), /bytes/],
    ['shorter than its header', (c) => void c.pipe.write(2, zeros(15)), /15 bytes; expected 16/],
  ];
  test.each(cases)('%s', (_, act, why) =>
    expectRefusal((client) => {
      client.say(u8(16));
      act(client);
    }, why),
  );

  test('a transfer number used twice', async () => {
    const twice = [u8(8), u8(8, { digest: 'b'.repeat(64) })];
    await expectRefusal((client) => client.say(...twice), /transfer 1 was announced after 1/);
  });

  test('10,001 transfers at once', async () => {
    const puts = Array.from({ length: 10_001 }, (_, i) => u8(8, { digest: `${i}`.padStart(64, '0'), transfer: i + 1 }));
    await expectRefusal((client) => client.say(...puts), /more than 10000 transfers/);
  });
});

test('the backend sends no more than the window without credit, and goes on with it', async () => {
  const client = await raw(backend.url);
  const window = Number((await client.hello())['window']);
  const bytes = window + 4_000_000;
  client.say(u8(bytes));
  for (let at = 0; at < bytes; at += 2 ** 20) client.chunk(1, at, zeros(Math.min(2 ** 20, bytes - at)));
  client.say({ op: 'get', id: 1, digest: name });
  await client.hears('value');
  await until(() => client.state.payload === window);
  client.say({ op: 'stats', id: 2 });
  await client.hears('stats');
  expect(client.state.payload).toBe(window);
  client.say({ op: 'credit', bytes: 1000 });
  await until(() => client.state.payload === window + 1000);
  client.say({ op: 'credit', bytes: window });
  await until(() => client.state.payload === bytes);
  client.say({ op: 'got', transfer: 1 }, { op: 'bye' });
});

test('this file is about the limits that the document has', () => {
  const document = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
  for (const limit of ['64 levels', '10,000', '8 dimensions', '4 MiB', '1,024']) expect(document).toContain(limit);
});
