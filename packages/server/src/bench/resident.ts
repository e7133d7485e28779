import { readFileSync, writeFileSync } from 'node:fs';

function read(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const [, kilobytes] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Number(kilobytes) * 1024;
}

/** The memory that a process has now, in bytes. */
export const residentBytes = (pid: number): number => read(pid, 'VmRSS');

/** How much memory a process takes at most beyond what it has, while `work` is done. Nothing where /proc is missing. */
export async function peakWhile(pid: number, work: () => Promise<unknown>): Promise<number | undefined> {
  let base: number | undefined;
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5'); // the peak begins anew
    base = read(pid, 'VmRSS');
  } catch {
    base = undefined;
  }
  await work();
  return base === undefined ? undefined : read(pid, 'VmHWM') - base;
}
