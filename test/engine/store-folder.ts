import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { byteLength, digest, openStore, type Store, type Value } from '@moodwire/engine';
import { afterEach, beforeEach } from 'vitest';

/** A new folder for each test of a file. */
export function freshFolder(): { readonly path: string; readonly root: string } {
  const fresh = { path: '', root: '' };
  beforeEach(() => {
    fresh.path = mkdtempSync(join(tmpdir(), 'moodwire-store-'));
    fresh.root = join(fresh.path, 'results-1');
  });
  afterEach(() => rmSync(fresh.path, { recursive: true, force: true }));
  return fresh;
}

export const keyOf = (name: string | number): string => createHash('sha256').update(String(name)).digest('hex');

/** What is offered to a store to be kept. */
export const offer = (value: Value) => ({ digest: digest(value), bytes: byteLength(value), value: () => value });

/** Keeps one value under one key, and waits for it. */
export async function keepOne(store: Store, name: string | number, value: Value, milliseconds = 100): Promise<string> {
  store.keep([keyOf(name)], { out: offer(value) }, milliseconds, () => {});
  await store.settle();
  return digest(value);
}

/** The one value of a key as if it had come from elsewhere, so that nothing is remembered of it; `lost` if it is so. */
export async function readBack(store: Store, name: string | number): Promise<Value | undefined> {
  const found = store.find(keyOf(name));
  return found && structuredClone(await store.read(found.outputs['out']!.digest));
}

/** Opens a store that must have no trouble. */
export function openSound(folder: string, limitBytes = 1e9): Store {
  const onTrouble = (message: string): never => {
    throw new Error(message);
  };
  return openStore({ folder, limitBytes, onTrouble });
}

export const filesIn = (path: string): string[] => readdirSync(path).map((name) => join(path, name));

/** Bytes of the files of a store. */
export const bytesIn = (root: string): number =>
  ['keys', 'values', 'unfinished']
    .flatMap((part) => filesIn(join(root, part)))
    .reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What a program in a process of its own has to work with. */
const PRELUDE = `
  import { createHash } from 'node:crypto';
  import { byteLength, digest, LostValue, openStore } from '@moodwire/engine';
  const [folder, ...args] = process.argv.slice(1);
  const keyOf = (name) => createHash('sha256').update(String(name)).digest('hex');
  const offer = (value) => ({ digest: digest(value), bytes: byteLength(value), value: () => value });
  const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
`;

/** The arguments of Node that run `program` over a folder. It says lines of JSON. */
export const programArgs = (program: string, folder: string, args: readonly string[] = []): string[] => {
  return ['--input-type=module', '-e', PRELUDE + program, folder, ...args];
};

export type Said = { readonly code: number | null; readonly lines: unknown[]; readonly err: string };

/** A program that works without end does not outlive a test that failed. */
const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a program; `ended` gives what it said. */
export function launch(command: string, args: readonly string[]): { child: ChildProcess; ended: Promise<Said> } {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<Said>((resolve) =>
    child.once('close', (code) => {
      running.delete(child);
      const whole = out.split('\n').slice(0, -1);
      resolve({ code, lines: whole.map((line) => JSON.parse(line)), err });
    }),
  );
  return { child, ended };
}
