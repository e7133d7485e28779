import { type ChunkHeader, ProtocolError } from './pipe.js';
import {
  CHUNK_HEADER_BYTES,
  MAX_CHUNK_BYTES,
  MAX_CONTROL_BYTES,
  OPCODE,
  readChunkHeader,
  readClose,
  readText,
} from './websocket-frame.js';
import { unmask } from './websocket-mask.js';

/** Whom a decoder tells what came. What these throw comes out of the decoder. */
export type FrameEvents = {
  text(message: string): void;
  /** Gives the memory for a chunk's payload, exactly `length` bytes. */
  place(header: ChunkHeader): Uint8Array;
  filled(header: ChunkHeader): void;
  /** The payload is valid during the call only. */
  ping(payload: Uint8Array): void;
  close(code: number, reason: string): void;
};

export type FrameDecoderOptions = {
  /** Must the peer mask its frames? Else it must not. */
  readonly isMasked: boolean;
  /** The most bytes of a text message, in all its fragments. */
  readonly maxText: number;
  /** What does not go straight into its place is read here, and is gone from it when `took` returns. */
  readonly scratch?: Uint8Array;
};

/** Reads WebSocket frames from bytes as they come. After a throw it is of no more use. */
export type FrameDecoder = {
  /** Where the next bytes should be read: a chunk's own memory, or the scratch. */
  room(): Uint8Array;
  /** So many bytes were read into what `room` gave last. @throws ProtocolError */
  took(bytes: number): void;
  /** For bytes that were read elsewhere: they are copied, and may be changed. @throws ProtocolError */
  push(bytes: Uint8Array): void;
  /** From now on only pings and the close are told, and no memory is asked for or written to. */
  discard(): void;
};

/** Below this a payload is read with what follows it: a copy costs less than a call of the system. */
const DIRECT_BYTES = 8192;
const HEAD_BYTES = 14;

// What is read into it is used up before anything else is read, so that thousands of pipes can share it.
const shared = new Uint8Array(65536);

/** What a frame's payload is to the message that it belongs to. */
type Message = 'text' | 'binary';

export function createFrameDecoder(options: FrameDecoderOptions, events: FrameEvents): FrameDecoder {
  const { isMasked, maxText } = options;
  const scratch = options.scratch ?? shared;
  const smallScratch = scratch.subarray(0, DIRECT_BYTES);
  const head = new Uint8Array(HEAD_BYTES);
  const control = new Uint8Array(MAX_CONTROL_BYTES);
  const chunkHead = new Uint8Array(CHUNK_HEADER_BYTES);

  let headFilled = 0;
  let headNeeds = 2;
  // The frame: -1 while its head is read.
  let opcode = -1;
  let isFinal = false;
  let key = 0;
  let frameTaken = 0;
  let frameLeft = 0;
  // The message, whose frames may be many.
  let message: Message | undefined;
  let messageBytes = 0;
  let text: Uint8Array | undefined;
  let textFilled = 0;
  let whole: string | undefined;
  let chunkHeadFilled = 0;
  let header: ChunkHeader | undefined;
  let memory: Uint8Array | undefined;
  let filled = 0;

  let isDirect = false;
  let isAfterChunk = false;
  let isDiscarding = false;

  const isControl = () => opcode >= 8;

  function readHead(input: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end && headFilled < headNeeds) {
      head[headFilled++] = input[at++]!;
      if (headFilled === 2) checkBegin(head[0]!, head[1]!);
    }
    if (headFilled === headNeeds) beginFrame();
    return at;
  }

  /** All that the first two bytes say. */
  function checkBegin(first: number, second: number): void {
    if (first & 0x70) throw new ProtocolError('a frame has reserved bits set; no extensions are spoken here');
    const kind = first & 15;
    if ((kind > 2 && kind < 8) || kind > 10) throw new ProtocolError(`a frame has the reserved kind ${kind}`);
    const hasMask = (second & 0x80) !== 0;
    if (hasMask !== isMasked) throw new ProtocolError(isMasked ? 'a frame is not masked' : 'a frame is masked');
    const length = second & 0x7f;
    if (kind >= 8 && (!(first & 0x80) || length > MAX_CONTROL_BYTES))
      throw new ProtocolError('a ping, pong or close is in parts or longer than 125 bytes');
    if (kind < 8 && (kind === OPCODE.more) !== (message !== undefined)) {
      throw new ProtocolError(
        message ? 'a message begins before the last one has ended' : 'a fragment belongs to no message',
      );
    }
    headNeeds = 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + (hasMask ? 4 : 0);
  }

  function beginFrame(): void {
    const short = head[1]! & 0x7f;
    const view = new DataView(head.buffer);
    let length = short;
    if (short === 126) length = view.getUint16(2);
    else if (short === 127) length = view.getUint32(2) * 2 ** 32 + view.getUint32(6);
    if ((short === 126 && length < 126) || (short === 127 && length < 65536))
      throw new ProtocolError('the length of a frame is not written as briefly as it must be');
    key = isMasked ? view.getInt32(headNeeds - 4, true) : 0;
    opcode = head[0]! & 15;
    isFinal = (head[0]! & 0x80) !== 0;
    headFilled = 0;
    headNeeds = 2;
    frameTaken = 0;
    frameLeft = length;
    if (isControl()) return;
    if (opcode !== OPCODE.more) {
      message = opcode === OPCODE.text ? 'text' : 'binary';
      messageBytes = 0;
    }
    messageBytes += length;
    if (message === 'text') {
      if (messageBytes > maxText)
        throw new ProtocolError(`a text has ${messageBytes} bytes; at most ${maxText} are allowed`);
    } else checkChunkBytes();
  }

  /** The message must have 16 + length bytes; this finds out as early as can be that it has not. */
  function checkChunkBytes(): void {
    const most = CHUNK_HEADER_BYTES + (header?.length ?? MAX_CHUNK_BYTES);
    const least = isFinal ? CHUNK_HEADER_BYTES + (header?.length ?? 0) : 0;
    if (messageBytes > most || messageBytes < least) {
      const expected = header ? `${CHUNK_HEADER_BYTES + header.length}` : `${CHUNK_HEADER_BYTES} to ${most}`;
      throw new ProtocolError(`the message of a chunk has ${messageBytes} bytes; expected ${expected}`);
    }
  }

  function advance(bytes: number): void {
    frameTaken += bytes;
    frameLeft -= bytes;
  }

  /** Takes `input[start..end)`, which is all of this frame's payload. */
  function takePayload(input: Uint8Array, start: number, end: number): void {
    if (isControl()) {
      control.set(input.subarray(start, end), frameTaken);
      advance(end - start);
    } else if (isDiscarding) advance(end - start);
    else if (message === 'text') takeText(input, start, end);
    else takeChunk(input, start, end);
  }

  function takeText(input: Uint8Array, start: number, end: number): void {
    const bytes = end - start;
    if (isFinal && textFilled === 0 && bytes === frameLeft) {
      unmask(input, start, end, key, frameTaken);
      whole = readText(input, start, end);
    } else {
      const need = textFilled + bytes;
      // It grows with what came and not with what was announced.
      if (!text || text.length < need) {
        const wider = new Uint8Array(Math.min(maxText, Math.max(need, 2 * textFilled, 4096)));
        if (text) wider.set(text.subarray(0, textFilled));
        text = wider;
      }
      text.set(input.subarray(start, end), textFilled);
      unmask(text, textFilled, need, key, frameTaken);
      textFilled = need;
    }
    advance(bytes);
  }

  function takeChunk(input: Uint8Array, start: number, end: number): void {
    let at = start;
    if (!header) {
      const bytes = Math.min(CHUNK_HEADER_BYTES - chunkHeadFilled, end - at);
      chunkHead.set(input.subarray(at, at + bytes), chunkHeadFilled);
      unmask(chunkHead, chunkHeadFilled, chunkHeadFilled + bytes, key, frameTaken);
      chunkHeadFilled += bytes;
      at += bytes;
      advance(bytes);
      if (chunkHeadFilled < CHUNK_HEADER_BYTES) return;
      header = readChunkHeader(chunkHead);
      checkChunkBytes();
      memory = events.place(header);
      filled = 0;
      if (memory.length !== header.length) throw new Error('a chunk was given memory of another length');
    }
    if (at < end && memory && !isDiscarding) {
      memory.set(input.subarray(at, end), filled);
      unmask(memory, filled, filled + end - at, key, frameTaken);
      filled += end - at;
    }
    advance(end - at);
  }

  function endFrame(): void {
    const kind = opcode;
    opcode = -1;
    if (kind >= 8) {
      const payload = control.subarray(0, frameTaken);
      unmask(payload, 0, frameTaken, key, 0);
      if (kind === OPCODE.ping) events.ping(payload);
      else if (kind === OPCODE.close) {
        const { code, reason } = readClose(payload);
        events.close(code, reason);
      }
    } else if (isFinal) endMessage();
  }

  function endMessage(): void {
    const ended = message;
    const said = whole ?? (ended === 'text' && !isDiscarding ? readText(text ?? head, 0, textFilled) : '');
    const chunk = header;
    isAfterChunk = ended === 'binary';
    message = undefined;
    text = undefined;
    textFilled = 0;
    whole = undefined;
    header = undefined;
    memory = undefined;
    chunkHeadFilled = 0;
    if (isDiscarding) return;
    if (ended === 'text') events.text(said);
    else if (chunk) events.filled(chunk);
  }

  function decode(input: Uint8Array, end: number): void {
    let at = 0;
    while (at < end) {
      if (opcode < 0) at = readHead(input, at, end);
      if (opcode < 0) return;
      const next = Math.min(end, at + frameLeft);
      if (next > at) takePayload(input, at, next);
      at = next;
      if (frameLeft === 0) endFrame();
    }
  }

  return {
    room() {
      isDirect = !isDiscarding && opcode >= 0 && !isControl() && memory !== undefined && frameLeft >= DIRECT_BYTES;
      if (isDirect) return memory!.subarray(filled, filled + frameLeft);
      // After a chunk there is often another, whose payload should not go through the scratch.
      return isAfterChunk || memory ? smallScratch : scratch;
    },
    took(bytes) {
      if (!isDirect) {
        decode(scratch, bytes);
        return;
      }
      if (memory && !isDiscarding) unmask(memory, filled, filled + bytes, key, frameTaken);
      filled += bytes;
      advance(bytes);
      if (frameLeft === 0) endFrame();
    },
    push(bytes) {
      decode(bytes, bytes.length);
    },
    discard() {
      isDiscarding = true;
      text = undefined;
      memory = undefined;
    },
  };
}
