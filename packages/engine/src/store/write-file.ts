import { closeSync, futimesSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { type Folder, tempFile } from './folder.js';
import { putSeal, sealOfStart } from './seal.js';
import { VALUE_FORM, type ValueFile } from './value-file.js';

/** Up to here a file is written at once: a thread's round trip costs more. */
const SMALL = 64 * 2 ** 10;
const CHUNK = 4 * 2 ** 20;

/** Writes a sealed file. */
export function writeSmallFile(folder: Folder, path: string, bytes: Uint8Array, rank: number): Promise<void> {
  return appearWhole(folder, path, (temp) => writeAtOnce(temp, bytes, rank));
}

/** Seals and writes the file of a value. */
export function writeValueFile(folder: Folder, path: string, file: ValueFile, rank: number): Promise<void> {
  if (file.size > SMALL) return appearWhole(folder, path, (temp) => writeParts(temp, file, rank));
  const { digitsAt } = VALUE_FORM;
  let seal = sealOfStart(file.head, digitsAt);
  for (const bytes of file.body) seal = crc32(bytes, seal);
  putSeal(file.head, digitsAt, seal);
  return writeSmallFile(folder, path, Buffer.concat([file.head, ...file.body]), rank);
}

/**
 * A file appears under its name whole or not at all: it is written beside and renamed. It is not flushed to the disk,
 * which is slow: what a power failure leaves of it has a wrong checksum and is made again.
 */
async function appearWhole(folder: Folder, path: string, write: (temp: string) => void | Promise<void>): Promise<void> {
  const temp = tempFile(folder);
  try {
    await write(temp);
    renameSync(temp, path);
  } catch (error) {
    rmSync(temp, { force: true });
    throw error;
  }
}

function writeAtOnce(temp: string, bytes: Uint8Array, rank: number): void {
  const fd = openSync(temp, 'wx', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    futimesSync(fd, rank / 1000, rank / 1000);
  } finally {
    closeSync(fd);
  }
}

/** The head comes last: it holds the checksum of the parts, each of which is summed and then written. */
async function writeParts(temp: string, file: ValueFile, rank: number): Promise<void> {
  const { digitsAt } = VALUE_FORM;
  await using handle = await open(temp, 'wx', 0o600);
  let seal = sealOfStart(file.head, digitsAt);
  let end = file.head.length;
  for (const bytes of file.body) {
    for (let at = 0; at < bytes.length; at += CHUNK) {
      const part = bytes.subarray(at, at + CHUNK);
      seal = crc32(part, seal);
      await writeAll(handle, part, end);
      end += part.length;
    }
  }
  putSeal(file.head, digitsAt, seal);
  await writeAll(handle, file.head, 0);
  await handle.utimes(rank / 1000, rank / 1000);
}

type Handle = Awaited<ReturnType<typeof open>>;

async function writeAll(handle: Handle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    at += (await handle.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
  }
}
