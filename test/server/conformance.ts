import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createRemoteBackend, digest, type Value } from '@moodwire/engine';
import { connectPipe } from 'moodwire';
import { afterAll, beforeAll, expect } from 'vitest';
import { later } from './link.js';
import { start } from './moodwire.js';
import { connectClient } from './protocol-client.js';

export type Node = {
  readonly type: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly inputs: Readonly<Record<string, Input | readonly Input[]>>;
};
type Input = { readonly digest: string; readonly bytes: number } | { readonly node: number; readonly output: string };
export type Heard = {
  readonly done: Map<number, Readonly<Record<string, { readonly digest: string; readonly bytes: number }>>>;
  readonly failed: Map<number, string>;
  readonly progress: (readonly [number, number, number])[];
  readonly previews: Value[];
};

/** What both clients can do, in one form. */
export type Client = {
  welcome(): Promise<Readonly<Record<string, unknown>>>;
  /** Has the backend take in a value. */
  put(value: Value): Promise<string>;
  get(digest: string): Promise<Value>;
  release(digest: string): void;
  /** Runs a stretch to its end. `onHeard` is told after all that comes meanwhile. */
  run(nodes: readonly Node[], signal?: AbortSignal, onHeard?: (heard: Heard) => void): Promise<Heard>;
  fingerprint(type: string, params: Node['params']): Promise<string>;
  stats(): Promise<Stats>;
  close(): Promise<void>;
};

export type Stats = {
  readonly sessions: number;
  readonly refused: number;
  readonly runs: number;
  readonly nodes: { readonly done: number; readonly failed: number };
  readonly clients: readonly unknown[];
  readonly held: { readonly values: number; readonly bytes: number };
  readonly kept: { readonly values: number; readonly bytes: number };
};

export const workspace = (): string => randomBytes(32).toString('hex');
export const at = (name: string) => ({ digest: name, bytes: 8 });

const silence = (): Heard => ({ done: new Map(), failed: new Map(), progress: [], previews: [] });

/** The client that the app uses. */
export async function product(url: string, secret = workspace()): Promise<Client> {
  const remote = createRemoteBackend({
    name: url,
    agent: 'the product',
    workspace: async () => secret,
    patienceMs: 10_000,
    isFar: true,
    connect: () => connectPipe(url, { maxText: 2 ** 26 }),
  });
  later(() => remote.close());
  await remote.ready?.();
  async function run(
    nodes: readonly Node[],
    missing: ReadonlyMap<string, Value>,
    signal = new AbortController().signal,
    onHeard: (heard: Heard) => void = () => {},
  ): Promise<Heard> {
    const heard = silence();
    const tell = (_: unknown): void => onHeard(heard);
    const listener = {
      progress: (...said: [number, number, number]) => tell(void heard.progress.push(said)),
      preview: (_: number, value: Value) => tell(void heard.previews.push(value)),
      done: (node: number, results: never) => tell(void heard.done.set(node, results)),
      failed: (node: number, error: Error) => tell(void heard.failed.set(node, error.message)),
    };
    await remote.run(nodes, missing, listener, signal, { priority: 0 });
    return heard;
  }
  return {
    welcome: async () => remote.welcome(),
    async put(value) {
      const name = digest(value);
      const inputs = { value: { digest: name, bytes: 8 } };
      const { failed } = await run([{ type: 'conform/same', params: {}, inputs }], new Map([[name, value]]));
      expect([...failed.values()]).toEqual([]);
      return name;
    },
    get: (name) => remote.fetch(at(name)),
    release: (name) => remote.release(name),
    run: (nodes, signal, onHeard) => run(nodes, new Map(), signal, onHeard),
    fingerprint: async (type, params) => remote.fingerprint!({ type, params }),
    stats: async () => (await remote.stats()) as Stats,
    close: () => remote.close(),
  };
}

/** The client that was written from the document. */
export async function script(url: string, secret = workspace()): Promise<Client> {
  const client = await connectClient(url, { workspace: secret });
  later(() => client.bye());
  return {
    welcome: async () => client.welcome,
    put: async (value) => client.put(value),
    get: async (name) => (await client.ask({ op: 'get', digest: name })).decoded!,
    release: (name) => client.send({ op: 'release', digests: { [name]: 1_000_000 } }),
    async run(nodes, signal, onHeard = () => {}) {
      const heard = silence();
      const tell = (_: unknown): void => onHeard(heard);
      const running = client.run(nodes, {
        progress: ({ node, done, total }) => tell(void heard.progress.push([node, done, total])),
        preview: ({ decoded }) => tell(void heard.previews.push(decoded)),
        done: ({ node, results }) => tell(void heard.done.set(node, results)),
        failed: ({ node, message }) => tell(void heard.failed.set(node, message)),
      });
      signal?.addEventListener('abort', () => client.send({ op: 'cancel', id: running.id }));
      await running;
      signal?.throwIfAborted();
      return heard;
    },
    async fingerprint(type, params) {
      const answer = await client.ask({ op: 'fingerprint', nodes: [{ type, params }] });
      const [one] = answer['fingerprints'] as [{ readonly is?: string; readonly message?: string }];
      if (one.is === undefined) throw new Error(one.message);
      return one.is;
    },
    stats: async () => (await client.ask({ op: 'stats' }))['stats'] as Stats,
    close: async () => client.bye(),
  };
}

export const clients = [
  { name: 'the client of the app', open: product },
  { name: 'the client written from the document', open: script },
] as const;

export const CONFIG = fileURLToPath(new URL('../fixtures/conformance/moodwire.config.mjs', import.meta.url));

/** A backend in a process of its own, for all tests of a file. */
export function sharedBackend(...more: readonly string[]): { readonly url: string; readonly pid: number } {
  const backend = { url: '', pid: 0 };
  const args = ['backend', '--listen', '127.0.0.1:0', '--json', '--config', CONFIG, ...more];
  let started: ReturnType<typeof start> | undefined;
  beforeAll(async () => {
    started = start(args);
    backend.pid = started.child.pid!;
    for await (const line of createInterface({ input: started.child.stdout! })) {
      const said = JSON.parse(line) as { readonly event: string; readonly url: string };
      if (said.event !== 'listening') continue;
      backend.url = said.url;
      return;
    }
    throw new Error(`the backend did not begin: ${(await started.ended).err}`);
  });
  afterAll(async () => {
    started?.child.kill();
    await started?.ended;
  });
  return backend;
}

/** A way to a backend that is cut once, after so many bytes one way. */
export async function cutAfter(url: string, way: 'to' | 'from', bytes: number) {
  const state = { connections: 0, cuts: 0 };
  const sockets = new Set<Socket>();
  let left = bytes;
  const server = createServer((near) => {
    state.connections++;
    const far = connect(Number(new URL(url).port), '127.0.0.1');
    const cut = (): void => {
      state.cuts++;
      near.destroy();
      far.destroy();
    };
    const carry = (from: Socket, to: Socket, isCounted: boolean): void => {
      sockets.add(from);
      from.on('error', () => {}).on('close', () => to.destroy());
      from.on('data', (data) => {
        to.write(data);
        if (!isCounted || left < 0) return;
        left -= data.length;
        if (left < 0) cut();
      });
    };
    carry(near, far, way === 'to');
    carry(far, near, way === 'from');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  later(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, state };
}
