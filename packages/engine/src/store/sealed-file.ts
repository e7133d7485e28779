import { closeSync, constants, fstatSync, openSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { checkSeal, sealOfStart } from './seal.js';

/** No link is followed, and no pipe is waited for. Windows has neither flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Up to here a file is read at once: a thread's round trip costs more. */
const SMALL = 64 * 2 ** 10;
const CHUNK = 4 * 2 ** 20;

const readAt = promisify(read);

/** What a sealed file must be like. */
type Form = { readonly digitsAt: number; readonly least: number; readonly most: number };

/**
 * Opens a plain file and gives memory of its size, which lies at the start of a buffer of its own, so that arrays can be
 * views of it. Throws `RangeError` for what is no plain file or too small or large.
 */
function openPlain(path: string, { least, most }: Form): { fd: number; bytes: Buffer<ArrayBuffer> } {
  const fd = openSync(path, FLAGS);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new RangeError('no plain file');
    if (stat.size < least || stat.size > most) throw new RangeError(`${stat.size} bytes`);
    return { fd, bytes: Buffer.allocUnsafeSlow(stat.size) as Buffer<ArrayBuffer> };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function readWhole(fd: number, bytes: Buffer, digitsAt: number): void {
  if (readSync(fd, bytes, 0, bytes.length, 0) < bytes.length) throw new RangeError('shorter than it was');
  checkSeal(bytes, digitsAt, sealOfStart(bytes, digitsAt));
}

/** Reads a small sealed file. Throws `RangeError` for what is not as it was written, else the system's error. */
export function readSealedSync(path: string, form: Form): Buffer {
  const { fd, bytes } = openPlain(path, form);
  try {
    readWhole(fd, bytes, form.digitsAt);
    return bytes;
  } finally {
    closeSync(fd);
  }
}

/** Reads a sealed file of any size; one part is summed while the next is read. Throws as `readSealedSync`. */
export async function readSealed(path: string, form: Form): Promise<Buffer<ArrayBuffer>> {
  const { fd, bytes } = openPlain(path, form);
  try {
    if (bytes.length <= SMALL) readWhole(fd, bytes, form.digitsAt);
    else await readParts(fd, bytes, form.digitsAt);
    return bytes;
  } finally {
    closeSync(fd);
  }
}

async function readParts(fd: number, bytes: Buffer, digitsAt: number): Promise<void> {
  let seal = 0;
  let reading = fillPart(fd, bytes, 0);
  for (let at = 0; at < bytes.length; at += CHUNK) {
    await reading;
    if (at + CHUNK < bytes.length) reading = fillPart(fd, bytes, at + CHUNK);
    const part = bytes.subarray(at, at + CHUNK);
    seal = at === 0 ? sealOfStart(part, digitsAt) : crc32(part, seal);
  }
  checkSeal(bytes, digitsAt, seal);
}

async function fillPart(fd: number, bytes: Buffer, from: number): Promise<void> {
  const end = Math.min(from + CHUNK, bytes.length);
  for (let at = from; at < end; ) {
    const { bytesRead } = await readAt(fd, bytes, at, end - at, at);
    if (bytesRead === 0) throw new RangeError('shorter than it was');
    at += bytesRead;
  }
}
