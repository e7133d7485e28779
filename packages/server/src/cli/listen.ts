import { readFileSync } from 'node:fs';
import { MoodwireError, messageOf } from '@moodwire/engine';
import { CommandError, EXIT } from './exit.js';

export type TlsFlags = { readonly cert?: string; readonly key?: string };

/** Takes a HOST:PORT apart. Throws `CommandError` for what is none. */
export function parseListen(text: string): { host: string; port: number } {
  const [, host, port] = /^\[?([^\]]*?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || host === '' || Number(port) > 65_535) {
    throw new CommandError(`--listen ${text}: expected HOST:PORT, such as 127.0.0.1:8190`, EXIT.usage);
  }
  return { host, port: Number(port) };
}

/** The certificate and key that the flags name, if they do. Throws `MoodwireError` where one can't be read. */
export function readTls({ cert, key }: TlsFlags): { cert: Buffer; key: Buffer } | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new CommandError('--cert and --key belong together: give both, or neither', EXIT.usage);
  }
  const read = (name: string, file: string): Buffer => {
    try {
      return readFileSync(file);
    } catch (error) {
      throw new MoodwireError(`--${name} ${file} can't be read (${messageOf(error)})`);
    }
  };
  return { cert: read('cert', cert), key: read('key', key) };
}

/** Settles at the first Ctrl-C or SIGTERM; the second ends the process. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      for (const again of ['SIGINT', 'SIGTERM']) process.once(again, () => process.exit(EXIT.cancelled));
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}
