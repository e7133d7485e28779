import { statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const MOST = 10e9;

/** Bytes that a store may take where nobody said: 10 GB, or a tenth of what is free on its disk. */
export function defaultLimit(folder: string): number {
  for (let path = resolve(folder); ; path = dirname(path)) {
    try {
      const { bavail, bsize } = statfsSync(path);
      return Math.min(MOST, Math.floor((bavail * bsize) / 10));
    } catch {
      if (path === dirname(path)) return MOST; // no such question on this system
    }
  }
}
