import { describe, expect, test } from 'vitest';
import { damage, type Pick, picker } from './mutate.js';
import { peer, peerServer, type Said, settle } from './protocol-peer.js';

/** `npm run fuzz` asks for more; a seed repeats what it printed. Else each run tries the same cases. */
const isLong = process.env['MODE'] === 'fuzz';
const cases = Number(process.env['FUZZ_CASES'] ?? (isLong ? 100_000 : 2_500));
const seed = Number(process.env['FUZZ_SEED'] ?? (isLong ? Date.now() % 2 ** 31 : 1));

/** What a client does: says a message, sends a chunk, lets the backend work, or comes again on another pipe. */
type Step =
  | { readonly say: unknown }
  | { readonly chunk: { readonly transfer: number; readonly offset: number; readonly length: number } }
  | { readonly settle: true }
  | { readonly again: object };

const [one, two, three, four] = ['1', '2', '3', '4'].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
  string,
];
const say = (op: string, more: object = {}): Step => ({ say: { op, ...more } });
const chunk = (transfer: number, offset: number, length: number): Step => ({ chunk: { transfer, offset, length } });
const leaf = (digest: string, value: unknown) => say('put', { digest, value, arrays: [], bytes: 0 });
const tensor = { dtype: 'float32', shape: [2, 3], data: { $array: 0 } };
const values = [
  leaf(one, 1),
  leaf(two, { $$key: [{ $number: 'NaN' }, 'text', null] }),
  say('put', {
    digest: three,
    value: { tensor, rows: [{ $array: 1 }] },
    arrays: [
      { dtype: 'F32', shape: [2, 3] },
      { dtype: 'U8', shape: [2000] },
    ],
    bytes: 2024,
    transfer: 1,
  }),
];
const sumOf = (a: object, b: object) => ({ type: 'peer/add', params: {}, inputs: { a, b } });
const sum = sumOf({ digest: one }, { digest: one });
const filled = { type: 'peer/fill', params: { count: 3000 }, inputs: {} };
const works: Step = { settle: true };

const sequences: readonly (readonly Step[])[] = [
  [...values, chunk(1, 0, 1000), chunk(1, 1000, 1024), works, say('get', { id: 1, digest: three }), works]
    .concat(say('credit', { bytes: 2024 }), say('got', { transfer: 1 }), works)
    .concat(say('release', { digests: { [three]: 1, [one]: 1 } }), say('bye')),
  [
    ...values,
    chunk(1, 0, 2024),
    say('run', { id: 1, priority: 0, nodes: [sum, sumOf({ node: 0, output: 'sum' }, { digest: one })] }),
  ].concat(say('have', { id: 2, digests: [one, four] }), works, say('ack', { received: 2 }), works),
  [say('run', { id: 1, priority: 2, nodes: [filled, filled] }), works, works, say('got', { transfer: 1 }), works]
    .concat(say('cancel', { id: 1 }), say('stats', { id: 2 }), works)
    .concat(
      say('fingerprint', {
        id: 3,
        nodes: [
          { type: 'peer/fill', params: {} },
          { type: 'no/node', params: {} },
        ],
      }),
      works,
    ),
  [values[2]!, chunk(1, 0, 1000), { again: { received: 0, transfers: {} } }, chunk(1, 1000, 1024), works]
    .concat(say('get', { id: 1, digest: three }), works, { again: { received: 2, transfers: { 1: 0 } } }, works)
    .concat(say('got', { transfer: 1 }), works),
  [say('model', { id: 1, name: 'mini', files: [{ path: 'manifest.json', sha256: four, bytes: 16 }] }), works]
    .concat(say('file', { id: 2, sha256: four, from: 0, bytes: 16, transfer: 1 }), chunk(1, 0, 16), works)
    .concat(say('install', { id: 3, name: 'mini', files: [] }), works),
];

const numbers = [-1, 0, 1, 2, 3, 7, 8, 9, 2000, 4096, 4097, 2 ** 31, 2 ** 32, 2 ** 53, 1e300, 0.5, -0];
const words = [
  '',
  one,
  four,
  `${one}.7`,
  'U8',
  'BOOL',
  'F64',
  'float16',
  'bool',
  'peer/add',
  'sum',
  'NaN',
  '__proto__',
];
const others = [
  null,
  true,
  [],
  {},
  [[]],
  { $array: 0 },
  { $array: 1 },
  { $array: 'length' },
  { $number: '-0' },
  tensor,
];
const strange: readonly unknown[] = [
  ...numbers,
  ...words,
  ...others,
  { $array: null },
  { node: 0, output: 'sum' },
  filled,
  sum,
];
const fields = [
  'op',
  'id',
  'digest',
  'value',
  'arrays',
  'bytes',
  'transfer',
  'shape',
  'dtype',
  'data',
  '$array',
  '$number',
];
const ops = ['hello', 'put', 'get', 'have', 'run', 'cancel', 'release', 'got', 'ack', 'credit', 'stats', 'bye', 'file'];
const of = <T>(list: readonly T[], pick: Pick): T => list[pick(list.length)]!;

/** Every object and list within, with the names of what it holds. */
function holdersIn(value: unknown, found: Record<string, unknown>[] = []): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return found;
  found.push(value as Record<string, unknown>);
  for (const item of Object.values(value)) holdersIn(item, found);
  return found;
}

function mutated(steps: readonly Step[], pick: Pick): Step[] {
  const made = structuredClone(steps) as Step[];
  for (let left = pick(4); left > 0; left--) {
    const at = pick(made.length);
    const kind = pick(10);
    if (kind === 0) made.splice(at, 1);
    else if (kind === 1) made.splice(at, 0, structuredClone(of(made, pick)));
    else if (kind === 2) [made[at], made[0]] = [made[0]!, made[at]!];
    else if (kind === 3) made.splice(at, 0, structuredClone(of(of(sequences, pick), pick)));
    else if (kind === 4) made.splice(at, 0, { again: { received: pick(5), transfers: { [pick(3)]: pick(3000) } } });
    else if (kind === 5) made.splice(at, 0, { say: { ...(made[at] as { say?: object }).say, op: of(ops, pick) } });
    else {
      const holder = of(holdersIn(made[at]), pick);
      const keys = Object.keys(holder);
      const key = pick(4) === 0 || keys.length === 0 ? of(fields, pick) : of(keys, pick);
      if (Array.isArray(holder)) holder.splice(pick(holder.length + 1), pick(2), structuredClone(of(strange, pick)));
      else if (pick(5) === 0) delete holder[key];
      else Object.assign(holder, { [key]: structuredClone(of(strange, pick)) });
    }
    if (made.length === 0) return made;
  }
  return made;
}

const { server, holdings } = peerServer();
const count = { cases: 0, refused: 0, done: 0, values: 0, errors: 0, failed: 0, resumed: 0 };
type Client = ReturnType<typeof peer>;

async function run(steps: readonly Step[], pick: Pick): Promise<Client[]> {
  const clients = [peer(server)];
  const welcome = clients[0]!.hello();
  for (const step of steps) {
    const client = clients.at(-1)!;
    if ('settle' in step) await settle();
    else if ('chunk' in step) deliverChunk(client, step.chunk);
    else if ('again' in step) {
      const next = peer(server);
      clients.push(next);
      next.hello({ ...(step.again as object), session: welcome?.['session'] });
    } else if ('say' in step) {
      const text = JSON.stringify(step.say) ?? '';
      const isDamaged = pick(60) === 0;
      client.say(isDamaged ? damage(Buffer.from(text), Buffer.from(text), pick).toString() : text);
    }
  }
  return clients;
}

/** A header is 16 bytes: what those cannot say does not come. */
function deliverChunk(client: Client, said: unknown): void {
  const { transfer, offset, length } = (said ?? {}) as Readonly<Record<string, unknown>>;
  const isU32 = (value: unknown): value is number =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32;
  const isOffset = Number.isSafeInteger(offset) && (offset as number) >= 0;
  if (!isU32(transfer) || !isU32(length) || length > 2 ** 22 || !isOffset) return;
  client.chunk({ transfer, length, offset: offset as number });
}

function check({ heard, state }: Client): void {
  const refused = heard.findIndex(({ op }) => op === 'refused');
  if (refused >= 0) {
    count.refused++;
    const { message } = heard[refused] as Said;
    if (String(message).startsWith('an error of this backend')) expect.fail(String(message));
    expect([refused, state.code]).toEqual([heard.length - 1, 1008]);
  }
  const times = (op: string): number => heard.filter((message) => message.op === op).length;
  count.done += times('done');
  count.values += times('value');
  count.errors += times('error');
  count.failed += times('failed');
  count.resumed += heard.filter(({ isResumed }) => isResumed).length;
}

async function expectNothing(): Promise<void> {
  for (let i = 0; i < 100 && holdings.size > 0; i++) await new Promise((resolve) => setTimeout(resolve, 2));
  expect([holdings.size, server.stats()['held'], server.stats()['clients']]).toEqual([0, { values: 0, bytes: 0 }, []]);
}

describe(`${cases} cases of seed ${seed}: FUZZ_SEED=${seed} npm run fuzz repeats them`, () => {
  test('what a client may say is answered and not refused', async () => {
    const never: Pick = () => 1;
    const ops = new Set<string>();
    for (const steps of sequences) {
      const clients = await run(steps, never);
      for (const client of clients) {
        for (const op of client.ops()) ops.add(op);
        expect(client.heard.filter(({ op }) => op === 'refused' || op === 'failed')).toEqual([]);
        client.end();
      }
      await settle();
      await expectNothing();
    }
    const expected = 'credit done ended fingerprints got has installed need preview progress stats took value welcome';
    expect([...ops].sort().join(' ')).toBe(expected);
  });

  test('whatever a client says is answered or refused, and nothing of it stays', { timeout: 3_600_000 }, async () => {
    for (let number = 0; number < cases; number++) {
      const pick = picker(seed + number);
      const clients = await run(mutated(of(sequences, pick), pick), pick);
      await settle();
      for (const client of clients) client.end();
      await settle();
      count.cases++;
      try {
        for (const client of clients) check(client);
        await expectNothing();
      } catch (error) {
        throw new Error(`case ${number} of seed ${seed}`, { cause: error });
      }
    }
    console.info(`seed ${seed}: ${JSON.stringify(count)}`);
    expect(count.refused).toBeGreaterThan(cases / 20);
    expect(count.done).toBeGreaterThan(cases / 20);
    expect(count.resumed).toBeGreaterThan(cases / 50);
  });
});
