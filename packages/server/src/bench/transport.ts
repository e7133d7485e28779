import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBackendProcess } from './app-process.js';
import { newSecret } from './connect-anew.js';
import { measureEdits } from './remote-edit.js';
import { peakWhile } from './resident.js';
import { measureStretches } from './stretches.js';
import type { Begin, FarAddresses, Job, Link, Measured, Route } from './transport-end.js';

const MiB = 2 ** 20;

/** Sizes of a value, and how many of each are sent in one go. */
const SIZES = [
  { bytes: 64 * 1024, count: 1024 },
  { bytes: MiB, count: 128 },
  { bytes: 16 * MiB, count: 16 },
  { bytes: 256 * MiB, count: 2 },
] as const;
const ROUNDS = 7;
const QUICK_SIZES = [
  { bytes: 64 * 1024, count: 8 },
  { bytes: MiB, count: 4 },
] as const;

/** One way for values to go, and with which other it is compared. */
type Way = {
  readonly name: string;
  readonly limit: string | undefined;
  /** The least part of the limit that it should reach. */
  readonly aim: number | undefined;
  /** Nothing where it is not to be had. */
  route(far: FarAddresses): Route | undefined;
};

const ours = (name: string, limit: string, aim: number, link: Link, what: 'get' | 'put'): Way => ({
  name,
  limit,
  aim,
  route: ({ unix }) => (limit === UNIX && unix === undefined ? undefined : { by: 'us', link, what }),
});
const stock = (name: string, what: 'get' | 'put', mask: 'random' | 'zero'): Way => ({
  name,
  limit: TCP,
  aim: undefined,
  route: ({ ws: port }) => (port === undefined ? undefined : { by: 'ws', port, what, mask }),
});

const TCP = 'raw TCP, onread';
const UNIX = 'raw unix socket, onread';
const WAYS: readonly Way[] = [
  { name: TCP, limit: undefined, aim: undefined, route: ({ tcp }) => ({ by: 'raw', address: tcp }) },
  ours('get over ws', TCP, 0.9, 'zero', 'get'),
  ours('put over ws, zero mask', TCP, 0.8, 'zero', 'put'),
  ours('put over ws, random mask', TCP, 0.4, 'random', 'put'),
  stock('stock ws, get', 'get', 'zero'),
  stock('stock ws, put, zero mask', 'put', 'zero'),
  stock('stock ws, put, random mask', 'put', 'random'),
  {
    name: UNIX,
    limit: undefined,
    aim: undefined,
    route: ({ unix }) => (unix === undefined ? undefined : { by: 'raw', address: unix }),
  },
  ours('get from a device process', UNIX, 0.9, 'local', 'get'),
  ours('put to a device process', UNIX, 0.8, 'local', 'put'),
];

export type LinkBenchFlags = { readonly quick?: boolean; readonly json?: boolean };

type Speed = {
  readonly way: string;
  readonly bytes: number;
  readonly gigabytesPerSecond: number;
  readonly ratio?: number;
  readonly aim?: number;
};
type Peak = { readonly what: string; readonly bytes: number; readonly peakBytes: number | undefined };

/**
 * `moodwire bench transport`: how fast values go to and from a backend, against a raw socket that is read straight into
 * new memory. All ways take turns, and of each the best turn counts: what else runs on the machine only slows down.
 */
export async function benchTransport(flags: LinkBenchFlags, print: (line: string) => void): Promise<void> {
  const isQuick = flags.quick === true;
  const tell = flags.json ? () => {} : print;
  const folder = await mkdtemp(join(tmpdir(), 'moodwire-bench-'));
  try {
    const speeds = await measureSpeeds(folder, isQuick);
    for (const line of speedLines(speeds)) tell(line);
    const peaks = await measurePeaks(isQuick ? MiB : 256 * MiB);
    tell('memory of who takes in one value, at its peak beyond what it had before:');
    for (const { what, bytes, peakBytes } of peaks) {
      const peak = peakBytes === undefined ? 'not measured here' : `${(peakBytes / MiB).toFixed(0)} MiB`;
      tell(`  ${what.padEnd(30)} ${bytes / MiB} MiB: ${peak} (aim ≤ ${bytes / MiB + 32} MiB)`);
    }
    const stretch = await measureStretches(folder, isQuick ? 5 : 300);
    tell(`a node that does nothing, median of ${stretch.rounds} runs:`);
    for (const { where, milliseconds, aim } of stretch.places) {
      const told = aim === undefined ? '' : ` (aim ≤ ${aim} ms more than in this process)`;
      tell(`  ${where.padEnd(30)} ${milliseconds.toFixed(2)} ms${told}`);
    }
    const edits = await measureEdits(folder, isQuick ? 1 : 15);
    tell(`warm edit, 1 MP JPEG → JPEG, each time of another picture, median of ${edits.rounds}:`);
    tell(`  backend over ws on loopback    ${edits.remote.toFixed(0)} ms`);
    tell(`  device process                 ${edits.local.toFixed(0)} ms`);
    tell(`  ratio                          ${edits.ratio.toFixed(2)} (aim ≤ 1.05)`);
    if (flags.json) print(JSON.stringify({ speeds, peaks, stretch, edits }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureSpeeds(folder: string, isQuick: boolean): Promise<readonly Speed[]> {
  const backend = await startBackendProcess();
  const farEnd = startEnd({ isFar: true, path: join(folder, 'raw.sock') });
  const near = startEnd({ isFar: false, url: backend.url, workspace: newSecret() });
  const best = new Map<string, number>();
  try {
    const [far] = (await once(farEnd, 'message')) as [FarAddresses];
    const sizes = isQuick ? QUICK_SIZES : SIZES;
    for (let round = 0; round < (isQuick ? 1 : ROUNDS); round++) {
      for (const { bytes, count } of sizes) {
        for (const way of WAYS) {
          const route = way.route(far);
          if (!route) continue;
          const { seconds } = await ask(near, { ...route, bytes, count });
          const key = `${way.name} ${bytes}`;
          best.set(key, Math.max(best.get(key) ?? 0, (bytes * count) / seconds / 1e9));
        }
      }
    }
    return WAYS.flatMap(({ name, limit, aim }) =>
      sizes.flatMap(({ bytes }) => {
        const speed = best.get(`${name} ${bytes}`);
        if (speed === undefined) return [];
        const ratio = limit === undefined ? {} : { ratio: speed / best.get(`${limit} ${bytes}`)! };
        return [{ way: name, bytes, gigabytesPerSecond: speed, ...ratio, ...(aim === undefined ? {} : { aim }) }];
      }),
    );
  } finally {
    for (const end of [near, farEnd]) end.disconnect();
    await backend.stop();
  }
}

function* speedLines(speeds: readonly Speed[]): Iterable<string> {
  const sizes = [...new Set(speeds.map(({ bytes }) => bytes))];
  const cell = (text: string): string => text.padStart(14);
  const names = sizes.map((bytes) => cell(bytes < MiB ? `${bytes / 1024} KiB` : `${bytes / MiB} MiB`));
  yield `${'GB/s (of the raw socket)'.padEnd(28)}${names.join('')}`;
  for (const { name, aim } of WAYS) {
    const row = speeds.filter(({ way }) => way === name);
    if (row.length === 0) continue;
    const cells = row.map(({ gigabytesPerSecond, ratio }) =>
      cell(`${gigabytesPerSecond.toFixed(2)}${ratio === undefined ? '' : ` (${ratio.toFixed(2)})`}`),
    );
    yield `  ${name.padEnd(26)}${cells.join('')}${aim === undefined ? '' : `   (aim ≥ ${aim})`}`;
  }
}

/** In new processes, which have nothing in memory yet that could be used again. */
async function measurePeaks(bytes: number): Promise<readonly Peak[]> {
  const backend = await startBackendProcess();
  const workspace = newSecret();
  const ends = [1, 2].map(() => startEnd({ isFar: false, url: backend.url, workspace }));
  const [sender, taker] = ends as [ChildProcess, ChildProcess];
  const small = 64 * 1024;
  const route = { by: 'us', link: 'zero', count: 1 } as const;
  try {
    await ask(sender, { ...route, what: 'get', bytes: small });
    const put = await peakWhile(backend.pid, () => ask(sender, { ...route, what: 'put', bytes }));
    await ask(sender, { ...route, what: 'get', bytes });
    await ask(taker, { ...route, what: 'get again', bytes: small });
    const { peakBytes: get } = await ask(taker, { ...route, what: 'get again', bytes });
    return [
      { what: 'get, in the client', bytes, peakBytes: get },
      { what: 'put, in the backend', bytes, peakBytes: put },
    ];
  } finally {
    for (const end of ends) end.disconnect();
    await backend.stop();
  }
}

function startEnd(begin: Begin): ChildProcess {
  return fork(fileURLToPath(new URL('transport-end.js', import.meta.url)), [JSON.stringify(begin)]);
}

async function ask(end: ChildProcess, job: Job): Promise<Extract<Measured, { seconds: number }>> {
  const stop = new AbortController();
  end.send(job);
  const gone = once(end, 'exit', stop).then(() => [{ error: 'it ended' }]);
  const [measured] = (await Promise.race([once(end, 'message', stop), gone])) as [Measured];
  gone.catch(() => {});
  stop.abort();
  if ('error' in measured) throw new Error(`a measuring process failed: ${measured.error}`);
  return measured;
}
