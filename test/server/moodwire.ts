import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const APP = fileURLToPath(new URL('../../packages/server/bin/moodwire.js', import.meta.url));

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

/** Starts the app as a person would, in `cwd`. */
export function start(args: readonly string[], cwd = ROOT): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [APP, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
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

export const moodwire = (args: readonly string[], cwd?: string): Promise<Ended> => start(args, cwd).ended;
