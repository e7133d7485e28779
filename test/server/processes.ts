import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Processes as Linux tells of them in /proc. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      return statusOf(Number(pid), /^PPid:\s+(\d+)/m) === String(parent) ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}

/** Bytes of memory that a process has in use. */
export const residentBytes = (pid: number): number => Number(statusOf(pid, /^VmRSS:\s+(\d+) kB/m)) * 1024;

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return statusOf(pid, /^State:\s+(\w)/m) !== 'Z';
  } catch {
    return false;
  }
}

export async function untilGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 300 && isAlive(pid); tries++) await wait(100);
  return !isAlive(pid);
}

const statusOf = (pid: number, field: RegExp): string | undefined =>
  field.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
