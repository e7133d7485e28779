import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

export type ProcessRun = {
  readonly seconds: number;
  /** The largest sum of resident memory of the process and its children, in bytes; nothing where /proc is missing. */
  readonly peakBytes: number | undefined;
};

const SAMPLE_MS = 10;

/**
 * Runs a Node script to its end twice: once for its time, and once watched, since to watch it slows it down. Each time it
 * begins with an empty cache, in a folder of its own below `folder`.
 */
export async function measureProcess(script: string, args: readonly string[], folder: string): Promise<ProcessRun> {
  const run = async (watched: boolean): Promise<ProcessRun> => {
    const cache = await mkdtemp(join(folder, 'cache-'));
    return runProcess(script, args, { ...process.env, MOODWIRE_CACHE_DIR: cache }, watched);
  };
  const { seconds } = await run(false);
  const { peakBytes } = await run(true);
  return { seconds, peakBytes };
}

/** Throws with what the script wrote when it fails. */
async function runProcess(
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  watched: boolean,
): Promise<ProcessRun> {
  const began = performance.now();
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let written = '';
  child.stderr?.on('data', (chunk) => {
    written += chunk;
  });
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, residentBytes(child));
  };
  const timer = watched ? setInterval(look, SAMPLE_MS) : undefined;
  try {
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`the measured process ended with code ${code}: ${written}`);
    return { seconds: (performance.now() - began) / 1000, peakBytes: peak > 0 ? peak : undefined };
  } finally {
    clearInterval(timer);
  }
}

function residentBytes(child: ChildProcess): number {
  try {
    const parents = new Map<number, number>();
    for (const name of readdirSync('/proc')) {
      if (/^\d+$/.test(name)) parents.set(Number(name), parentOf(name));
    }
    let total = 0;
    for (const pid of parents.keys()) if (descends(pid, child.pid ?? -1, parents)) total += resident(pid);
    return total;
  } catch {
    return 0;
  }
}

function parentOf(pid: string): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // it ended while we looked
  }
}

function descends(pid: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at)) if (at === root) return true;
  return false;
}

function resident(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
