import { randomFillSync } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  CHUNK_HEADER_BYTES,
  type ChunkHeader,
  frameHeadBytes,
  MAX_CHUNK_BYTES,
  maskInto,
  OPCODE,
  unmask,
  writeChunkHeader,
  writeFrameHead,
} from '@moodwire/engine';

/** `zero` says that there is a mask and makes it do nothing. */
export type Mask = 'random' | 'zero' | 'none';

export type FrameWriter = {
  text(message: string): void;
  chunk(header: ChunkHeader, payload: Uint8Array): void;
  /** A ping, pong or close; `onWritten` is called once the system has taken it. */
  control(opcode: number, payload: Uint8Array, onWritten: () => void): void;
};

/** Masked chunks of which the memory is used again. */
const MOST_SPARE = 2;

/** Writes frames to a socket: those of one turn of the event loop, whatever came in it, go to the system together. */
export function createFrameWriter(socket: Socket, mask: Mask, onWritten: () => void): FrameWriter {
  const isMasked = mask !== 'none';
  const nextKey = mask === 'random' ? createKeys() : () => (isMasked ? 0 : undefined);
  const spare: Uint8Array[] = [];
  let isCorked = false;

  function uncork(): void {
    isCorked = false;
    socket.uncork();
  }

  function write(bytes: Uint8Array, after?: () => void): void {
    if (!isCorked) {
      isCorked = true;
      socket.cork();
      setImmediate(uncork);
    }
    if (after) socket.write(bytes, after);
    else socket.write(bytes);
  }

  function whole(opcode: number, length: number, fill: (frame: Buffer, at: number) => void): Buffer {
    const key = nextKey();
    const at = frameHeadBytes(length, isMasked);
    const frame = Buffer.allocUnsafe(at + length);
    writeFrameHead(frame, 0, opcode, length, key);
    fill(frame, at);
    if (key) unmask(frame, at, at + length, key, 0);
    return frame;
  }

  /** A copy with the mask on, in memory that is used again afterwards. */
  function maskedChunk(key: number, header: ChunkHeader, payload: Uint8Array): void {
    const length = CHUNK_HEADER_BYTES + payload.length;
    const headBytes = frameHeadBytes(length, true);
    // The copy has the payload's alignment: only then it goes by words.
    const begin = (payload.byteOffset - headBytes - CHUNK_HEADER_BYTES) & 3;
    const size = begin + headBytes + length;
    const last = spare.pop();
    const memory = last && last.length >= size ? last : new Uint8Array(Buffer.allocUnsafeSlow(size + 64).buffer);
    const at = writeFrameHead(memory, begin, OPCODE.binary, length, key);
    writeChunkHeader(memory, at, header);
    unmask(memory, at, at + CHUNK_HEADER_BYTES, key, 0);
    maskInto(payload, 0, payload.length, memory, at + CHUNK_HEADER_BYTES, key, 0);
    write(memory.subarray(begin, size), () => {
      if (spare.length < MOST_SPARE) spare.push(memory);
      onWritten();
    });
  }

  return {
    text(message) {
      const length = Buffer.byteLength(message);
      write(
        whole(OPCODE.text, length, (frame, at) => frame.write(message, at)),
        onWritten,
      );
    },
    chunk(header, payload) {
      if (payload.length !== header.length || payload.length > MAX_CHUNK_BYTES)
        throw new RangeError(`a chunk of ${header.length} bytes was given ${payload.length}`);
      const key = nextKey();
      if (key) {
        maskedChunk(key, header, payload);
        return;
      }
      const length = CHUNK_HEADER_BYTES + payload.length;
      const head = Buffer.allocUnsafe(frameHeadBytes(length, isMasked) + CHUNK_HEADER_BYTES);
      writeChunkHeader(head, writeFrameHead(head, 0, OPCODE.binary, length, key), header);
      if (payload.length === 0) {
        write(head, onWritten);
        return;
      }
      write(head);
      write(payload, onWritten);
    },
    control(opcode, payload, after) {
      write(
        whole(opcode, payload.length, (frame, at) => frame.set(payload, at)),
        after,
      );
    },
  };
}

/** Keys that nobody can foresee, made many at a time. */
function createKeys(): () => number {
  const keys = new Int32Array(1024);
  let next = keys.length;
  return () => {
    if (next === keys.length) {
      randomFillSync(keys);
      next = 0;
    }
    return keys[next++]!;
  };
}
