import { isUtf8 } from 'node:buffer';
import { type ChunkHeader, ProtocolError } from './pipe.js';

/** What kinds of frames there are (RFC 6455 §5.2). */
export const OPCODE = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The most payload that a chunk may have. */
export const MAX_CHUNK_BYTES = 4 * 2 ** 20;

/** The most payload that a ping, pong or close may have. */
export const MAX_CONTROL_BYTES = 125;

/** What stands before a chunk's payload in its message. */
export const CHUNK_HEADER_BYTES = 16;

/** How many bytes `writeFrameHead` writes. */
export function frameHeadBytes(length: number, isMasked: boolean): number {
  return (length < 126 ? 2 : length < 65536 ? 4 : 10) + (isMasked ? 4 : 0);
}

/**
 * Writes the head of a whole frame whose payload has `length` bytes; returns where the payload begins.
 *
 * @param key The mask's four bytes as a little-endian number, or none for a frame without a mask.
 */
export function writeFrameHead(
  target: Uint8Array,
  at: number,
  opcode: number,
  length: number,
  key: number | undefined,
): number {
  const mask = key === undefined ? 0 : 0x80;
  let next = at;
  target[next++] = 0x80 | opcode;
  if (length < 126) target[next++] = mask | length;
  else if (length < 65536) {
    target[next++] = mask | 126;
    target[next++] = length >>> 8;
    target[next++] = length;
  } else {
    target[next++] = mask | 127;
    const high = Math.floor(length / 2 ** 32);
    for (const half of [high, length]) {
      for (let bits = 24; bits >= 0; bits -= 8) target[next++] = half >>> bits;
    }
  }
  if (key === undefined) return next;
  for (let bits = 0; bits < 32; bits += 8) target[next++] = key >>> bits;
  return next;
}

/** Writes the 16 bytes that stand before a chunk's payload. */
export function writeChunkHeader(target: Uint8Array, at: number, { transfer, length, offset }: ChunkHeader): void {
  const view = new DataView(target.buffer, target.byteOffset + at, CHUNK_HEADER_BYTES);
  view.setUint32(0, transfer, true);
  view.setUint32(4, length, true);
  view.setUint32(8, offset, true);
  view.setUint32(12, Math.floor(offset / 2 ** 32), true);
}

/** @throws ProtocolError where the length is more than a chunk may have, or the offset more than a number can say. */
export function readChunkHeader(bytes: Uint8Array): ChunkHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, CHUNK_HEADER_BYTES);
  const length = view.getUint32(4, true);
  const offset = view.getUint32(12, true) * 2 ** 32 + view.getUint32(8, true);
  if (length > MAX_CHUNK_BYTES)
    throw new ProtocolError(`a chunk says it has ${length} bytes; at most ${MAX_CHUNK_BYTES} are allowed`);
  if (!Number.isSafeInteger(offset)) throw new ProtocolError('the offset of a chunk is beyond 2^53');
  return { transfer: view.getUint32(0, true), length, offset };
}

/** @throws ProtocolError where it is not UTF-8. */
export function readText(bytes: Uint8Array, start: number, end: number): string {
  const part = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  if (!isUtf8(part)) throw new ProtocolError('a text is not UTF-8');
  return part.toString('utf8');
}

/** The payload of a close frame: the code, and as much of the reason as fits. */
export function closePayload(code: number, reason: string): Uint8Array {
  const payload = new Uint8Array(MAX_CONTROL_BYTES);
  payload[0] = code >>> 8;
  payload[1] = code;
  // It writes whole characters only.
  const { written } = new TextEncoder().encodeInto(reason, payload.subarray(2));
  return payload.subarray(0, 2 + written);
}

/** @throws ProtocolError where the code is none that may be sent, or the reason is not UTF-8. */
export function readClose(payload: Uint8Array): { readonly code: number; readonly reason: string } {
  // 1005 stands for a close that says nothing (RFC 6455 §7.1.5).
  if (payload.length === 0) return { code: 1005, reason: '' };
  const code = payload.length === 1 ? 0 : payload[0]! * 256 + payload[1]!;
  const isGiven = code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
  if (!isGiven && !(code >= 3000 && code <= 4999)) throw new ProtocolError(`${code} is no code for closing`);
  return { code, reason: readText(payload, 2, payload.length) };
}
