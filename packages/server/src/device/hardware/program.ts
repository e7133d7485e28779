import { execFile } from 'node:child_process';

export type Ended = {
  /** Nothing where it did not end by itself: it was killed, or took too long. */
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
};

const LONGEST_OUTPUT = 256 * 1024;

/** Runs a program for what it prints. Nothing where there is no such program. Never throws. */
export function runProgram(name: string, args: readonly string[], timeoutMs: number): Promise<Ended | undefined> {
  return new Promise((resolve) => {
    const env = { ...process.env, LC_ALL: 'C' }; // what it prints is read
    const options = {
      env,
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: LONGEST_OUTPUT,
      windowsHide: true,
    } as const;
    execFile(name, args, options, (error, out, err) => {
      if (error && (error.code === 'ENOENT' || error.code === 'EACCES')) resolve(undefined);
      else if (!error) resolve({ code: 0, out, err });
      else resolve({ code: typeof error.code === 'number' ? error.code : undefined, out, err });
    });
  });
}
