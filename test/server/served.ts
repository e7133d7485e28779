import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach } from 'vitest';
import { type Ended, start } from './moodwire.js';

/** A `moodwire serve` of a test's own, in a process of its own. */
export type Served = {
  readonly url: string;
  readonly api: string;
  readonly pid: number;
  readonly err: string;
  readonly ended: Promise<Ended>;
  stop(signal?: NodeJS.Signals): Promise<Ended>;
};

export type Place = { readonly folder: string; readonly env: NodeJS.ProcessEnv };

/** A place for what a server keeps. Who asks for it removes the folder. */
export async function makePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'moodwire-served-'));
  const data = join(folder, 'data');
  await mkdir(data);
  return { folder, env: { MOODWIRE_DATA_DIR: data, MOODWIRE_CACHE_DIR: join(folder, 'cache') } };
}

/** Starts `moodwire serve`, on a free port unless `flags` say which. Who starts it stops it. */
export async function startServer(flags: readonly string[], { folder, env }: Place): Promise<Served> {
  const port = flags.some((flag) => flag === '--listen' || flag === '--port') ? [] : ['--port', '0'];
  const run = start(['serve', '--json', ...port, ...flags], folder, { env });
  let err = '';
  run.child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(run.child.stdout!).once('line', (line) => {
      const { event, url, message } = JSON.parse(line);
      if (event === 'listening') resolve(url);
      else reject(new Error(message));
    });
    void run.ended.then(({ err }) => reject(new Error(`the server ended: ${err}`)));
  });
  return {
    url,
    api: `${url}/api/v1`,
    pid: run.child.pid!,
    get err() {
      return err;
    },
    ended: run.ended,
    async stop(signal = 'SIGTERM') {
      run.child.kill(signal);
      return run.ended;
    },
  };
}

/** Servers, and places for what they keep, for each test of the file that asks; they end with it. */
export function servers() {
  const running = new Set<Promise<Served>>();
  const folders: string[] = [];
  afterEach(async () => {
    const all = [...running];
    running.clear();
    await Promise.allSettled(all.map(async (one) => (await one).stop('SIGKILL')));
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });

  async function place(): Promise<Place> {
    const made = await makePlace();
    folders.push(made.folder);
    return made;
  }

  async function serve(flags: readonly string[] = [], where?: Place): Promise<Served> {
    const one = startServer(flags, where ?? (await place()));
    running.add(one);
    return one;
  }

  return { place, serve };
}

export type Answer<T> = { readonly status: number; readonly headers: Headers; readonly body: T };

/** What a server answers to a request with JSON, or without a body. */
export async function ask<T = Record<string, unknown>>(
  url: string,
  options: { readonly method?: string; readonly json?: unknown; readonly headers?: Record<string, string> } = {},
): Promise<Answer<T>> {
  const { json, headers = {}, method = json === undefined ? 'GET' : 'POST' } = options;
  const response = await fetch(url, {
    method,
    headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? undefined : JSON.parse(text)) as T,
  };
}

/** A job as the tests look at it. */
export type JobSeen = {
  readonly id: string;
  readonly number: number;
  readonly state: string;
  readonly priority: number;
  readonly attempts: number;
  readonly outputs?: Record<string, { kind: string; value?: unknown; url?: string; file?: string; type?: string }>;
  readonly failures?: readonly { node: string; message: string }[];
  readonly retryOf?: string;
};
