import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Whole numbers below `below`, the same for the same seed. */
export type Pick = (below: number) => number;

export function picker(seed: number): Pick {
  let state = createHash('sha256').update(String(seed)).digest().readUInt32LE();
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) % below;
  };
}

const folders = ['../../graphs/', '../fixtures/graphs/version-1/', '../fixtures/graphs/version-2/'];

/** Every graph of the repository, as its bytes. */
export const realGraphs: readonly Buffer[] = folders
  .map((folder) => fileURLToPath(new URL(folder, import.meta.url)))
  .flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => readFileSync(folder + name)),
  );

/** What may stand anywhere in a document of a hostile hand. */
const parts: readonly unknown[] = [
  ...[null, true, 0, -0, -1, 1.5, 1e300, 2 ** 53, 5e-324, '', '.', 'a.b', 'a', 'load.image', 'mute', 'bypass', 'pair'],
  ...[
    'subgraph/a',
    'subgraph/step',
    'flow/for',
    'flow/while',
    'flow/fold',
    'flow/switch',
    'test/add',
    '\ud800',
    'a\0.b',
  ],
  ...['x'.repeat(130), `${'x'.repeat(5000)}`, '\n\u001b[31m', 'constructor', '__proto__', 'toString.valueOf'],
  ...[[], {}, [[]], [null], ['a.b', 'a.b'], { by: 'pair' }, { by: 'cross', atOnce: 0 }, { type: 'test/number' }],
  ...[
    { nodes: {} },
    { a: { nodes: { b: { type: 'subgraph/a' } } } },
    { inputs: { a: ['a.b'] }, outputs: { a: 'a.b' } },
  ],
];
const names = [
  ...[
    'type',
    'mode',
    'map',
    'by',
    'atOnce',
    'inputs',
    'outputs',
    'params',
    'nodes',
    'subgraphs',
    'interface',
    'layout',
  ],
  ...[
    'title',
    'version',
    'format',
    'body',
    'count',
    'a',
    'x',
    '',
    '0',
    'constructor',
    '__proto__',
    'version-1-mode',
    'a.b',
  ],
];

type Place = { readonly holder: Record<string, unknown>; readonly key: string };

function placesIn(root: unknown): Place[] {
  const places: Place[] = [];
  const pending = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const holder = value as Record<string, unknown>;
    for (const key of Object.keys(holder)) {
      places.push({ holder, key });
      pending.push(holder[key]);
    }
  }
  return places;
}

/** The JSON with a few of its parts deleted, doubled, swapped, renamed or replaced. */
export function mutate(json: unknown, pick: Pick): unknown {
  const root = { it: structuredClone(json) as unknown };
  for (let left = 1 + pick(4); left > 0; left--) {
    const places = placesIn(root);
    const { holder, key } = places[pick(places.length)]!;
    const other = places[pick(places.length)]!;
    const name = names[pick(names.length)]!;
    switch (pick(7)) {
      case 0:
        if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else if (holder !== root) delete holder[key];
        break;
      case 1: // a copy, so that the document stays a tree
        set(other.holder, other.key, structuredClone(holder[key]));
        break;
      case 2: {
        const [one, two] = [structuredClone(holder[key]), structuredClone(other.holder[other.key])];
        set(holder, key, two);
        set(other.holder, other.key, one);
        break;
      }
      case 3:
        if (!Array.isArray(holder)) set(holder, name, structuredClone(holder[key]));
        break;
      case 4:
        set(holder, Array.isArray(holder) ? key : name, structuredClone(parts[pick(parts.length)]));
        break;
      default:
        set(holder, key, structuredClone(parts[pick(parts.length)]));
    }
  }
  return root.it;
}

/** As JSON.parse does it: `__proto__` is a name like any other. */
function set(holder: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

const tokens = [
  ...[
    '1e999',
    '-0',
    'NaN',
    '-1e999',
    '1'.repeat(400),
    '\\ud800',
    '\\u0000',
    '\0',
    '\ufeff',
    '"__proto__":1,',
    '{',
    '}',
  ],
  ...['[', ']', ',', ':', '"', '\\', '"mode":"mute",', '"map":{"by":"cross"},', '"nodes":{},', '"version":2,', 'null'],
];

/** The bytes with some flipped, added, removed or moved, the end cut off, or a name said twice. */
export function damage(bytes: Buffer, other: Buffer, pick: Pick): Buffer {
  let made: Buffer = Buffer.from(bytes);
  for (let left = 1 + pick(3); left > 0; left--) {
    const at = pick(made.length + 1);
    const to = Math.min(made.length, at + 1 + pick(40));
    const [before, after] = [made.subarray(0, at), made.subarray(at)];
    switch (pick(8)) {
      case 0:
        if (at < made.length) made[at]! ^= 1 << pick(8);
        break;
      case 1:
        made = Buffer.concat([
          before,
          Buffer.from([pick(256), 0xc3, 0xed][pick(3)] === 0xc3 ? [0xc3] : [pick(256)]),
          after,
        ]);
        break;
      case 2:
        made = Buffer.concat([before, made.subarray(to)]);
        break;
      case 3: {
        const from = pick(other.length);
        made = Buffer.concat([before, other.subarray(from, from + pick(200)), after]);
        break;
      }
      case 4:
        if (pick(4) === 0) made = Buffer.from(before);
        break;
      case 5:
        made = Buffer.concat([before, made.subarray(at, to), made.subarray(at, to), made.subarray(to)]);
        break;
      default:
        made = Buffer.concat([before, Buffer.from(tokens[pick(tokens.length)]!), after]);
    }
  }
  return made;
}
