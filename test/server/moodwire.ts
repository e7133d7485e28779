import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const APP = fileURLToPath(new URL('../../packages/server/bin/moodwire.js', import.meta.url));

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

const caches = mkdtempSync(join(tmpdir(), 'moodwire-caches-'));
process.once('exit', () => rmSync(caches, { recursive: true, force: true }));
let started = 0;
// What the person at the keyboard has set is not what a test is about.
delete process.env['MOODWIRE_CACHE_DIR'];
delete process.env['XDG_CACHE_HOME'];

/** A cache for one command alone, so that it computes what the test is about; a test that names one keeps it. */
function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { MOODWIRE_CACHE_DIR, XDG_CACHE_HOME } = { ...process.env, ...more };
  const isNamed = MOODWIRE_CACHE_DIR !== undefined || XDG_CACHE_HOME !== undefined;
  return isNamed
    ? { ...process.env, ...more }
    : { ...process.env, ...more, MOODWIRE_CACHE_DIR: join(caches, String(started++)) };
}

/** Starts the app as a person would, in `cwd`, or as another user, or with more in the environment. */
export function start(
  args: readonly string[],
  cwd = ROOT,
  as: { readonly uid?: number; readonly gid?: number; readonly env?: NodeJS.ProcessEnv } = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [APP, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...as,
    env: environment(as.env),
  });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, out, err })));
  return { child, ended };
}

export const moodwire = (...given: Parameters<typeof start>): Promise<Ended> => start(...given).ended;

/** The programs that the README shows. */
export async function readmePrograms(): Promise<string[]> {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  return [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, program]) => program!);
}
