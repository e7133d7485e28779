import { hash } from 'node:crypto';
import type { RemoteBackend, Value } from '@moodwire/engine';
import { createLocalDevice } from '../device/local-device.js';
import { connectAnew, newSecret } from './connect-anew.js';
import { type Address, sendRaw, takeRaw } from './raw-socket.js';
import { peakWhile } from './resident.js';
import { runStockWs, serveStockWs } from './stock-ws.js';

/** How our own client reaches what it measures: a backend by WebSocket with this mask, or a device process. */
export type Link = 'random' | 'zero' | 'local';

/** By what values go. */
export type Route =
  | { readonly by: 'raw'; readonly address: Address }
  | { readonly by: 'ws'; readonly port: number; readonly what: 'get' | 'put'; readonly mask: 'random' | 'zero' }
  | { readonly by: 'us'; readonly link: Link; readonly what: Work };
/** What an end is told to do, with `count` values of `bytes` bytes. */
export type Job = Route & { readonly count: number; readonly bytes: number };
/** `get again` is of what another process with the same workspace has put there for its `get`. */
export type Work = 'get' | 'get again' | 'put';
export type Begin =
  | { readonly isFar: true; readonly path: string }
  | { readonly isFar: false; readonly url: string; readonly workspace: string };
export type FarAddresses = {
  readonly tcp: Address;
  readonly unix: Address | undefined;
  readonly ws: number | undefined;
};
export type Measured =
  | { readonly seconds: number; readonly peakBytes: number | undefined }
  | { readonly error: string };

/** How many bytes may be asked for before the first of them have come, as a run asks for all that a node needs. */
const AHEAD_BYTES = 32 * 2 ** 20;
const AHEAD_VALUES = 64;

const begin = JSON.parse(process.argv[2] ?? '{}') as Begin;
const backends = new Map<Link, RemoteBackend>();
const values = new Map<number, Value>();
/** What was put there to be got. */
const sources = new Set<string>();

function backendBy(link: Link): RemoteBackend {
  let backend = backends.get(link);
  if (!backend) {
    if (begin.isFar) throw new Error('this end has no backend');
    const { url, workspace } = begin;
    backend = link === 'local' ? createLocalDevice({ modelRoots: [] }) : connectAnew(url, { mask: link, workspace });
    backends.set(link, backend);
  }
  return backend;
}

function valueWith(bytes: number): Value {
  let value = values.get(bytes);
  if (!value) {
    value = { dtype: 'uint8', shape: [bytes], data: new Uint8Array(bytes).fill(7) };
    values.set(bytes, value);
  }
  return value;
}

async function getOrPut(link: Link, what: Work, count: number, bytes: number): Promise<number> {
  const backend = backendBy(link);
  await backend.ready?.();
  const source = hash('sha256', `${bytes}`, 'hex');
  if (what === 'get' && !sources.has(link + source)) {
    sources.add(link + source);
    await backend.put(source, valueWith(bytes));
  }
  const value = what === 'put' ? valueWith(bytes) : null;
  const given = Array.from({ length: count }, newSecret);
  let left = count;
  async function work(): Promise<void> {
    while (left > 0) {
      left--;
      if (what === 'put') await backend.put(given[left]!, value);
      else await backend.fetch({ digest: source, bytes });
    }
  }
  const ahead = Math.max(1, Math.min(AHEAD_VALUES, Math.floor(AHEAD_BYTES / bytes)));
  const began = performance.now();
  await Promise.all(Array.from({ length: ahead }, work));
  const seconds = (performance.now() - began) / 1000;
  if (what === 'put') for (const digest of given) backend.release(digest);
  return seconds;
}

async function measure(job: Job): Promise<number> {
  if (job.by === 'raw') return takeRaw(job.address, job.count, job.bytes);
  if (job.by === 'ws') return runStockWs(job.port, job.what, job.mask, job.count, job.bytes);
  return getOrPut(job.link, job.what, job.count, job.bytes);
}

async function answer(job: Job): Promise<Measured> {
  let seconds = 0;
  const peakBytes = await peakWhile(process.pid, async () => {
    seconds = await measure(job);
  });
  return { seconds, peakBytes };
}

process.on('disconnect', () => process.exit());
if (begin.isFar) {
  const unix = process.platform === 'win32' ? undefined : await sendRaw(begin.path);
  process.send!({ tcp: await sendRaw(), unix, ws: await serveStockWs() } satisfies FarAddresses);
} else {
  process.on('message', (job: Job) => {
    void answer(job)
      .catch((error: unknown): Measured => ({ error: String(error) }))
      .then((measured) => process.send!(measured));
  });
}
