import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createEngine,
  createRemoteBackend,
  type Engine,
  type Graph,
  type Pipe,
  type Registry,
  type RemoteBackend,
  type RunEvent,
  type RunOptions,
  type RunResult,
} from '@moodwire/engine';
import { type ConnectOptions, connectPipe, createHost, loadRegistry } from 'moodwire';
import { later } from './link.js';
import type { Ended } from './moodwire.js';

const APP = fileURLToPath(new URL('../../packages/server/bin/moodwire.js', import.meta.url));

/** The config with the nodes of test/fixtures/faults. */
export const FAULTS = fileURLToPath(new URL('../fixtures/faults/moodwire.config.mjs', import.meta.url));

/** A folder that goes with the test. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'moodwire-fault-'));
  later(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export type Program = { readonly child: ChildProcess; readonly pid: number; readonly ended: Promise<Ended> };

/** Starts the app with data and a cache of its own. `onLine` is told of each line that it prints. */
export function startApp(args: readonly string[], onLine: (line: string) => void = () => {}): Program {
  const folder = ownFolder();
  const child = spawn(process.execPath, [APP, ...args], {
    cwd: folder,
    env: { ...process.env, MOODWIRE_DATA_DIR: join(folder, 'data'), MOODWIRE_CACHE_DIR: join(folder, 'cache') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err, rest] = ['', '', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    out += part;
    const lines = (rest + part).split('\n');
    rest = lines.pop()!;
    for (const line of lines) onLine(line);
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    err += part;
  });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, out, err })));
  later(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, pid: child.pid!, ended };
}

/** The events that a command with --json has printed, one a line. */
export const eventsIn = (out: string): Readonly<Record<string, unknown>>[] =>
  out
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

export type BackendProcess = Program & { readonly url: string; kill(): Promise<void>; stats(): Promise<Stats> };

export type Stats = {
  readonly runs: number;
  readonly nodes: { readonly done: number; readonly failed: number };
  readonly clients: readonly {
    readonly isConnected: boolean;
    readonly runs: number;
    readonly sent: number;
    readonly received: number;
  }[];
  readonly held: { readonly values: number };
  readonly kept: { readonly values: number };
};

/** A real `moodwire backend` on a port that is free, with the nodes of test/fixtures/faults. */
export async function startBackend(args: readonly string[] = []): Promise<BackendProcess> {
  let heard: (url: string) => void = () => {};
  const listening = new Promise<string>((resolve) => {
    heard = resolve;
  });
  const all = ['backend', '--listen', '127.0.0.1:0', '--device', 'cpu', '--json', '--config', FAULTS, ...args];
  const program = startApp(all, (line) => {
    const url = /"event":"listening","url":"([^"]+)"/.exec(line)?.[1];
    if (url) heard(url);
  });
  const failed = program.ended.then(({ err }): never => {
    throw new Error(`the backend ended too early: ${err}`);
  });
  failed.catch(() => {});
  const url = await Promise.race([listening, failed]);
  let asker: RemoteBackend | undefined;
  return {
    ...program,
    url,
    async kill() {
      program.child.kill('SIGKILL');
      await program.ended;
    },
    stats() {
      asker ??= connectTo(url);
      return asker.stats() as Promise<Stats>;
    },
  };
}

export type RemoteOptions = Partial<ConnectOptions> & {
  readonly workspace?: string;
  readonly patienceMs?: number;
  /** Told of each control message that is sent. */
  readonly onText?: (message: string) => void;
};

/** The engine's side of a backend, in this process; each is a client of its own unless it is given a workspace. */
export function connectTo(url: string, options: RemoteOptions = {}): RemoteBackend {
  const { workspace = newWorkspace(), patienceMs = 30_000, onText, ...connecting } = options;
  const remote = createRemoteBackend({
    name: url,
    agent: 'test',
    workspace: async () => workspace,
    patienceMs,
    isFar: true,
    async connect() {
      const pipe = await connectPipe(url, { maxText: 2 ** 26, ...connecting });
      return onText ? overheard(pipe, onText) : pipe;
    },
  });
  later(() => remote.close());
  return remote;
}

function overheard(pipe: Pipe, onText: (message: string) => void): Pipe {
  return {
    ...pipe,
    get waiting() {
      return pipe.waiting;
    },
    text(message) {
      onText(message);
      pipe.text(message);
    },
  };
}

export const newWorkspace = (): string => randomBytes(32).toString('hex');

const faults: Promise<{ readonly registry: Registry }> = loadRegistry({ config: FAULTS });

/** An engine in this process that uses these backends, and keeps nothing between runs. */
export async function engineWith(...backends: RemoteBackend[]): Promise<Engine> {
  const { registry } = await faults;
  const engine = createEngine({ registry, backends });
  later(() => engine.close());
  return engine;
}

export type Told = { readonly result: RunResult; readonly events: readonly RunEvent[] };

/** Runs a graph; `onEvent` is told of things as they happen. */
export async function runOn(
  engine: Engine,
  graph: Graph,
  onEvent: (event: RunEvent) => void = () => {},
  signal?: AbortSignal,
  options: Partial<RunOptions> = {},
): Promise<Told> {
  const events: RunEvent[] = [];
  const run = engine.run(graph, {
    host: createHost({ modelRoots: [] }),
    events: 'at once',
    onEvent(event) {
      events.push(event);
      onEvent(event);
    },
    ...(signal && { signal }),
    ...options,
  });
  return { result: await run.result, events };
}

type Node = {
  readonly type: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly inputs?: Readonly<Record<string, string>>;
};

/** A graph of nodes of test/fixtures/faults, whose outputs are the `value`s of the nodes named. */
export function graphOf(nodes: Readonly<Record<string, Node>>, outputs: readonly string[]): Graph {
  return {
    format: 'moodwire.graph',
    version: 2,
    interface: { outputs: Object.fromEntries(outputs.map((id) => [id, `${id}.value`])) },
    nodes: structuredClone(nodes) as Graph['nodes'],
  };
}

/** So many nodes in line after `from`, each of which takes so long: `step1` to `stepN`. */
export function chain(from: string, length: number, params: Node['params'] = {}): Record<string, Node> {
  const nodes = Array.from({ length }, (_, i): [string, Node] => [
    `step${i + 1}`,
    { type: 'fault/step', params, inputs: { value: i === 0 ? `${from}.value` : `step${i}.value` } },
  ]);
  return Object.fromEntries(nodes);
}
