import {
  any,
  type ChunkHeader,
  createBackendServer,
  createHoldings,
  createNodeWorker,
  createRegistry,
  defineNode,
  int,
  type NodeDefinition,
  number,
  type Pipe,
  type PipeReceiver,
  ProtocolError,
} from '@moodwire/engine';
import { host } from './workbench.js';

const common = { version: 1, summary: 'For tests of the protocol.', runsOn: 'backend' } as const;

const add = defineNode({
  ...common,
  type: 'peer/add',
  title: 'Add',
  inputs: { a: number(), b: number() },
  params: {},
  outputs: { sum: number() },
  run: ({ inputs }) => ({ sum: inputs.a + inputs.b }),
});

const fill = defineNode({
  ...common,
  type: 'peer/fill',
  title: 'Fill',
  inputs: {},
  params: { count: int({ default: 1, min: 0, max: 10_000, help: 'How many bytes.' }) },
  outputs: { bytes: any() },
  fingerprint: async () => 'always the same',
  async run({ params, progress, preview }) {
    progress(1, 2);
    preview(new Uint8Array(8));
    await Promise.resolve();
    return { bytes: new Uint8Array(params.count) };
  },
});

/** Takes any file that is offered. */
const models = {
  offer: async (_: string, files: readonly { readonly sha256: string }[]) =>
    files.map(({ sha256 }) => ({ sha256, from: 0 })),
  write: () => ({ take() {}, async done() {}, cancel() {} }),
  async install() {},
};

export const WINDOW = 4096;
export const SECRET = 'ab'.repeat(32);

type PeerServerOptions = {
  readonly models?: typeof models | undefined;
  /** What it has beside the usual. */
  readonly nodes?: readonly NodeDefinition[];
  readonly graceMs?: number;
  readonly mostSessions?: number;
  readonly isShared?: boolean;
};

/** A backend that is reached by pipes in memory, with limits that are soon met. */
export function peerServer(more: PeerServerOptions = { models }) {
  const holdings = createHoldings();
  const nodes: readonly NodeDefinition[] = [add, fill, ...(more.nodes ?? [])];
  const server = createBackendServer({
    worker: createNodeWorker(createRegistry([{ name: 'peer', nodes }]), host, holdings),
    holdings,
    agent: 'a test',
    nodes: { 'peer/add': 1, 'peer/fill': 1 },
    devices: [],
    ...(more.models && { models: more.models }),
    memoryBytes: 2 ** 20,
    graceMs: more.graceMs ?? 0,
    mostSessions: more.mostSessions ?? 10,
    limits: { message: 2 ** 20, value: 2 ** 16, nodes: 50, transfers: 4 },
    window: WINDOW,
    isShared: more.isShared ?? true,
    onLog() {},
  });
  return { server, holdings };
}

export type Said = { readonly op: string; readonly [field: string]: unknown };

/** A client that says what it likes over a pipe in memory. */
export function peer(server: ReturnType<typeof peerServer>['server']) {
  const heard: Said[] = [];
  const chunks: ChunkHeader[] = [];
  const state = { code: undefined as number | undefined, isOver: false };
  let receiver: PipeReceiver | undefined;
  function end(reason: string): void {
    if (state.isOver) return;
    state.isOver = true;
    queueMicrotask(() => receiver?.closed(reason));
  }
  const pipe: Pipe = {
    waiting: 0,
    text: (message) => void (state.isOver || heard.push(JSON.parse(message) as Said)),
    chunk: (header) => void (state.isOver || chunks.push(header)),
    open(whom) {
      receiver = whom;
    },
    close(code, reason) {
      state.code ??= code;
      end(reason);
    },
    destroy: () => end('destroyed'),
    keepAlive() {},
  };
  server.accept(pipe, 'a peer');
  /** As a pipe does it: what breaks the protocol comes back as such, and anything else would end the process. */
  function deliver(act: (to: PipeReceiver) => void): void {
    if (state.isOver || !receiver) return;
    try {
      act(receiver);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      receiver.broken(error);
    }
  }
  return {
    heard,
    chunks,
    state,
    say: (message: object | string) =>
      deliver((to) => to.text(typeof message === 'string' ? message : JSON.stringify(message))),
    chunk: (header: ChunkHeader) =>
      deliver((to) => {
        to.place(header);
        to.filled(header);
      }),
    hello(more: object = {}) {
      const standing = { session: null, received: 0, transfers: {} };
      this.say({ op: 'hello', protocol: 1, agent: 'a peer', workspace: SECRET, ...standing, ...more });
      return heard.at(-1);
    },
    ops: () => heard.map(({ op }) => op),
    end: () => end('the client has gone'),
  };
}

/** Lets all that waits for nothing but its turn be done. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}
