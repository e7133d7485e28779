import {
  type ChunkHeader,
  createFrameDecoder,
  type FrameDecoder,
  type FrameDecoderOptions,
  ProtocolError,
} from '@moodwire/engine';

/** A frame as any peer might write it, right or wrong. */
export type Frame = {
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly isFinal?: boolean;
  readonly reserved?: number;
  /** None: not masked. */
  readonly key?: readonly number[] | undefined;
  /** The length that is said; else the true one. */
  readonly says?: bigint;
  /** How many bytes the length takes: 0, 2 or 8. */
  readonly lengthBytes?: number;
};

/** Written apart from what is tested, byte by byte. */
export function frameBytes({ opcode, payload, isFinal = true, reserved = 0, key, says, lengthBytes }: Frame): Buffer {
  const length = says ?? BigInt(payload.length);
  const wide = lengthBytes ?? (length < 126n ? 0 : length < 65536n ? 2 : 8);
  const head = [
    (isFinal ? 128 : 0) | (reserved << 4) | opcode,
    (key ? 128 : 0) | (wide === 0 ? Number(length) : wide === 2 ? 126 : 127),
  ];
  for (let i = wide - 1; i >= 0; i--) head.push(Number((length >> BigInt(8 * i)) & 255n));
  return Buffer.from([...head, ...(key ?? []), ...payload.map((byte, i) => (key ? byte ^ key[i % 4]! : byte))]);
}

export function chunkBytes(transfer: number, offset: number, payload: Uint8Array, length = payload.length): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(transfer, 0);
  head.writeUInt32LE(length, 4);
  head.writeBigUInt64LE(BigInt(offset), 8);
  return Buffer.concat([head, payload]);
}

export type Heard =
  | readonly ['text', string]
  | readonly ['chunk', ChunkHeader, string]
  | readonly ['ping', string]
  | readonly ['close', number, string]
  | readonly ['broken', string];

/** A decoder, and what it told. `asked` counts the bytes of memory that it asked for. */
export function listen(options: Partial<FrameDecoderOptions> = {}) {
  const heard: Heard[] = [];
  const memory = new Map<ChunkHeader, Uint8Array>();
  const state = { asked: 0 };
  const decoder = createFrameDecoder(
    { isMasked: false, maxText: 1000, ...options },
    {
      text: (message) => heard.push(['text', message]),
      place(header) {
        state.asked += header.length;
        // At an odd place of a longer memory, as tensors lie.
        const place = new Uint8Array(header.length + 3).subarray(3);
        memory.set(header, place);
        return place;
      },
      filled(header) {
        heard.push(['chunk', header, Buffer.from(memory.get(header)!).toString('hex')]);
        memory.delete(header);
      },
      ping: (payload) => heard.push(['ping', Buffer.from(payload).toString('hex')]),
      close: (code, reason) => heard.push(['close', code, reason]),
    },
  );
  return { heard, state, decoder };
}

/** Has the decoder read a stream, at most `pieces()` bytes at a time: as the system does, or handed over. */
export function feed(decoder: FrameDecoder, stream: Uint8Array, pieces: () => number, isPushed = false): void {
  for (let at = 0; at < stream.length; ) {
    if (isPushed) {
      const piece = stream.slice(at, at + pieces());
      decoder.push(piece);
      at += piece.length;
      continue;
    }
    const room = decoder.room();
    const piece = stream.subarray(at, at + Math.min(room.length, pieces()));
    room.set(piece);
    decoder.took(piece.length);
    at += piece.length;
  }
}

/** All that a stream says, and at its end how it broke the protocol. */
export function hear(
  stream: Uint8Array,
  options: Partial<FrameDecoderOptions> = {},
  pieces: () => number = () => 65536,
  isPushed = false,
): readonly Heard[] {
  const { heard, decoder } = listen(options);
  try {
    feed(decoder, stream, pieces, isPushed);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    heard.push(['broken', error.message]);
  }
  return heard;
}
