import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type Ended, moodwire, start } from './moodwire.js';

export const CERT = new URL('../fixtures/tls/cert.pem', import.meta.url).pathname;
export const KEY = new URL('../fixtures/tls/key.pem', import.meta.url).pathname;

/** Somebody with data and a cache of their own, as on another machine. */
export type Person = {
  readonly folder: string;
  readonly data: string;
  run(...args: readonly string[]): Promise<Ended>;
  start(...args: readonly string[]): ReturnType<typeof start>;
};

export type BackendProcess = {
  readonly url: string;
  readonly pid: number;
  /** What it has written until now. */
  readonly out: string;
  readonly err: string;
  readonly person: Person;
  status(...args: readonly string[]): Promise<Status>;
  stop(signal?: NodeJS.Signals): Promise<Ended>;
};

export type Status = {
  readonly nodes: { readonly done: number; readonly failed: number };
  readonly clients: readonly { readonly isConnected: boolean; readonly runs: number }[];
  readonly held: { readonly values: number; readonly bytes: number };
  readonly kept: { readonly values: number; readonly bytes: number; readonly limit: number };
  readonly runs: number;
  readonly refused: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
};

/** People and backends for each test of the file that asks; they end with it. */
export function backends() {
  const running = new Set<ReturnType<typeof start>>();
  const folders: string[] = [];
  afterEach(async () => {
    const all = [...running];
    running.clear();
    for (const { child } of all) child.kill('SIGKILL');
    await Promise.all(all.map(({ ended }) => ended));
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });

  async function person(): Promise<Person> {
    const folder = await mkdtemp(join(tmpdir(), 'moodwire-person-'));
    folders.push(folder);
    const data = join(folder, 'data');
    await mkdir(join(data, 'models'), { recursive: true });
    const env = { MOODWIRE_DATA_DIR: data, MOODWIRE_CACHE_DIR: join(folder, 'cache') };
    return {
      folder,
      data,
      run: (...args) => moodwire(args, folder, { env }),
      start(...args) {
        const one = start(args, folder, { env });
        running.add(one);
        void one.ended.then(() => running.delete(one));
        return one;
      },
    };
  }

  /** A backend that listens. */
  async function backend(...args: readonly string[]): Promise<BackendProcess> {
    const owner = await person();
    const listen = args.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
    const { child, ended } = owner.start('backend', ...listen, ...args);
    let [out, err] = ['', ''];
    child.stderr?.on('data', (chunk) => {
      err += chunk;
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout?.on('data', (chunk) => {
        out += chunk;
        const found = /(?:listening at |"url":")(wss?:[^\s"]+).*\n/.exec(out)?.[1];
        if (found !== undefined) resolve(found);
      });
      void ended.then(({ err }) => reject(new Error(`the backend has ended: ${err}`)));
    });
    return {
      url,
      pid: child.pid!,
      get out() {
        return out;
      },
      get err() {
        return err;
      },
      person: owner,
      async status(...args) {
        const { code, out, err } = await owner.run('backend', '--status', url, '--json', ...args);
        if (code !== 0) throw new Error(err);
        return JSON.parse(out) as Status;
      },
      stop(signal = 'SIGTERM') {
        child.kill(signal);
        return ended;
      },
    };
  }

  return { person, backend };
}

/** The processes that a process has started. */
export function childrenOf(pid: number): number[] {
  const all = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  const rows = all.map((row) => row.trim().split(/\s+/));
  return rows
    .filter(([, parent, stat]) => Number(parent) === pid && !stat!.startsWith('Z'))
    .map(([one]) => Number(one));
}

/** The lines of `--json`. */
export const eventsOf = ({ out }: { readonly out: string }): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Waits until something is so. */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 20));
}
