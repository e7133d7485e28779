import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import {
  any,
  createBackendServer,
  createHoldings,
  createNodeWorker,
  createRegistry,
  createRemoteBackend,
  createResources,
  defineNode,
  digest,
  floats,
  type Handle,
  type Tensor,
  tensor,
} from '@moodwire/engine';
import { connectPipe, createHost, listenForPipes } from 'moodwire';
import { later } from './link.js';

/** One side's bytes, as the document's last chapter shows them. */
export type Block = { readonly from: 'client' | 'backend'; readonly bytes: Buffer };

/** The session's name in the document; each real session has another. */
export const SESSION = '5c0ffee05c0ffee05c0ffee05c0ffee0';
export const WORKSPACE = '9f'.repeat(32);
const AGENT = 'moodwire 0.1.0';
export const VALUE = tensor(Float32Array.of(1, -1.5), [2]);

/** Lines that begin with `|` are text, in a block of HTTP with its line ends; others are hex with a remark behind `;`. */
export function blocksOf(document: string): Block[] {
  const fences = document.matchAll(/^```(http|hex) (client|backend)\n([\s\S]*?)^```$/gm);
  return [...fences].map(([, kind, from, text]) => {
    const lines = text!.trimEnd().split('\n');
    const parts = lines.map((line) => {
      if (kind === 'http') return Buffer.from(`${line}\r\n`);
      if (line.startsWith('| ')) return Buffer.from(line.slice(2));
      return Buffer.from(line.split(';')[0]!.replaceAll(' ', ''), 'hex');
    });
    if (kind === 'http') parts.push(Buffer.from('\r\n'));
    return { from: from as Block['from'], bytes: Buffer.concat(parts) };
  });
}

export const DOCUMENT = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');

const double = defineNode({
  type: 'tensor/double',
  title: 'Double',
  version: 1,
  summary: 'The tensor of the document.',
  inputs: { tensor: any() },
  params: {},
  outputs: { tensor: any() },
  runsOn: 'backend',
  run({ inputs }) {
    const given = inputs.tensor as Tensor;
    return {
      tensor: tensor(
        floats(given).map((one) => one * 2),
        given.shape,
      ),
    };
  },
});

/** The backend of the document. */
export async function documentBackend(): Promise<number> {
  const holdings = createHoldings();
  const host = { ...createHost({ modelRoots: [] }), resources: createResources() };
  const server = createBackendServer({
    worker: createNodeWorker(createRegistry([{ name: 'document', nodes: [double] }]), host, holdings),
    holdings,
    agent: AGENT,
    nodes: { 'tensor/double': 1 },
    devices: [{ name: 'cpu', provider: 'cpu' }],
    memoryBytes: 2 ** 30,
    graceMs: 0,
    mostSessions: 10,
    limits: { message: 2 ** 24, value: 2 ** 31, nodes: 10_000, transfers: 10_000 },
    window: 2 ** 24,
    isShared: true,
    onLog() {},
  });
  const listener = await listenForPipes({
    host: '127.0.0.1',
    port: 0,
    maxConnections: 10,
    maxText: 2 ** 24,
    onPipe: (pipe, { peer }) => server.accept(pipe, peer),
    onRefused() {},
  });
  later(() => server.close().then(() => listener.close()));
  return listener.port;
}

/** What the client of the app says, and hears, when it does what the document shows. */
export async function appExchange(port: number): Promise<{ sent: Buffer; heard: Buffer }> {
  const [sent, heard]: [Buffer[], Buffer[]] = [[], []];
  const near: Socket[] = [];
  const middle = createServer((socket) => {
    near.push(socket);
    const far = connect(port, '127.0.0.1');
    socket.on('data', (bytes) => sent.push(bytes) && far.write(bytes)).on('close', () => far.destroy());
    far.on('data', (bytes) => heard.push(bytes) && socket.write(bytes)).on('close', () => socket.destroy());
    for (const one of [socket, far]) one.on('error', () => {});
  });
  await once(middle.listen(0, '127.0.0.1'), 'listening');
  later(() => middle.close());
  const remote = createRemoteBackend({
    name: 'the backend',
    agent: AGENT,
    workspace: async () => WORKSPACE,
    patienceMs: 0,
    connect: () => connectPipe(`ws://127.0.0.1:${(middle.address() as AddressInfo).port}`, { maxText: 2 ** 24 }),
  });
  const name = digest(VALUE);
  const made: Handle[] = [];
  const listener = {
    progress() {},
    preview() {},
    failed() {},
    done: (_: number, results: Readonly<Record<string, Handle>>) => void made.push(results['tensor']!),
  };
  const inputs = { tensor: { digest: name } as Handle };
  const nodes = [{ type: 'tensor/double', params: {}, inputs }];
  await remote.run(nodes, new Map([[name, VALUE]]), listener, new AbortController().signal, { priority: 0 });
  await remote.fetch(made[0]!);
  const gone = once(near[0]!, 'close');
  await remote.close();
  await gone;
  return { sent: Buffer.concat(sent), heard: Buffer.concat(heard) };
}

/** What stands behind the first empty line: the frames. */
export const framesOf = (bytes: Buffer): Buffer => bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
