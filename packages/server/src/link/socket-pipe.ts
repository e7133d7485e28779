import type { Socket } from 'node:net';
import {
  type ChunkHeader,
  closePayload,
  createFrameDecoder,
  messageOf,
  OPCODE,
  type Pipe,
  type PipeReceiver,
  ProtocolError,
} from '@moodwire/engine';
import { createFrameWriter, type Mask } from './frame-writer.js';
import { type Heartbeat, startHeartbeat } from './heartbeat.js';
import { takeSocket } from './take-socket.js';

export type SocketPipeOptions = {
  /** Which side of a WebSocket this is, or a socket within one machine on which nobody masks and pings. */
  readonly role: 'client' | 'server' | 'local';
  readonly mask: Mask;
  /** What was already read from the socket. */
  readonly head?: Uint8Array;
  /** What is written as it is before all frames. */
  readonly greeting?: string;
  /** The most bytes of a control message that comes. */
  readonly maxText: number;
  readonly pingMs?: number | undefined;
  /** After so long without anything from the peer it is dead. */
  readonly deadMs?: number | undefined;
  /** How long a close waits while nothing moves. */
  readonly closeMs?: number | undefined;
  /** It is over, whether or not anybody opened it. */
  onGone?(): void;
};

/** Below this more should be handed over: a chunk of 1 MiB still waits then, and a control message waits for little. */
const LOW_WATER = 1.25 * 2 ** 20;

/** The pipe over a connected socket, which belongs to it from now on. */
export function createSocketPipe(given: Socket, options: SocketPipeOptions): Pipe {
  const { role, mask, head, greeting, maxText, closeMs = 5000 } = options;
  const isPinged = role !== 'local' || options.pingMs !== undefined;
  const { pingMs = 5000, deadMs = 20_000 } = options;
  let receiver: PipeReceiver | undefined;
  let state: 'open' | 'closing' | 'over' = 'open';
  /** The peer's bytes are no frames any more. */
  let isBroken = false;
  let isBegun = false;
  let isOtherClosed = false;
  let why: string | undefined;
  let heartbeat: Heartbeat | undefined;
  let closing: NodeJS.Timeout | undefined;

  const decoder = createFrameDecoder(
    {
      isMasked: role === 'server',
      maxText,
      // Windows may read into it while others do.
      ...(process.platform === 'win32' ? { scratch: new Uint8Array(65536) } : {}),
    },
    {
      text: (message) => receiver?.text(message),
      place: (header: ChunkHeader) => receiver!.place(header),
      filled: (header) => receiver?.filled(header),
      ping: (payload) => pong(Uint8Array.from(payload)),
      close: otherCloses,
    },
  );
  const taken = takeSocket(given, {
    room: () => decoder.room(),
    took: (bytes) => read(() => decoder.took(bytes)),
    push: (bytes) => read(() => decoder.push(bytes)),
  });
  const { socket } = taken;
  socket.on('error', (error) => {
    why ??= `the connection broke: ${messageOf(error)}`;
  });
  socket.on('end', () => {
    if (state === 'open') end('the connection was cut');
    else if (isOtherClosed || isBroken) socket.end();
    else end();
  });
  socket.on('close', () => {
    over();
    options.onGone?.();
  });
  if ('setNoDelay' in socket) socket.setNoDelay(true);
  if (greeting) socket.write(greeting);
  const writer = createFrameWriter(socket, mask, () => {
    if (state === 'open' && receiver && socket.writableLength < LOW_WATER) guard(() => receiver?.drained());
  });

  function read(take: () => void): void {
    heartbeat?.heard();
    // What an unreadable peer still sends is taken and dropped, lest the system cut it off before it has read why.
    if (isBroken || state === 'over') return;
    guard(take);
  }

  /** Whatever the receiver throws ends the pipe and not the process. */
  function guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (error instanceof ProtocolError) broken(error);
      else close(1011, 'an error on the other side', `an error here: ${messageOf(error)}`);
    }
  }

  function broken(error: ProtocolError): void {
    isBroken = true;
    decoder.discard();
    if (state !== 'open') {
      end();
      return;
    }
    why ??= `the other side broke the protocol: ${error.message}`;
    guard(() => receiver?.broken(error));
    close(1008, error.message);
  }

  let hasPing = false;
  function ping(): void {
    if (hasPing || state !== 'open') return;
    hasPing = true;
    writer.control(OPCODE.ping, new Uint8Array(0), () => {
      hasPing = false;
    });
  }

  let hasPong = false;
  let nextPong: Uint8Array | undefined;
  /** Only the last of many pings is answered where the peer does not read. */
  function pong(payload: Uint8Array): void {
    if (state !== 'open') return;
    if (hasPong) {
      nextPong = payload;
      return;
    }
    hasPong = true;
    writer.control(OPCODE.pong, payload, () => {
      hasPong = false;
      const next = nextPong;
      nextPong = undefined;
      if (next) pong(next);
    });
  }

  function otherCloses(code: number, reason: string): void {
    isOtherClosed = true;
    why ??= `the other side closed it (${code}${reason ? `: ${reason}` : ''})`;
    decoder.discard();
    if (state === 'closing') socket.end();
    else startClosing(code === 1005 ? 1000 : code, '');
  }

  function close(code: number, reason: string, words = `it was closed here${reason ? `: ${reason}` : ''}`): void {
    if (state !== 'open') return;
    why ??= words;
    decoder.discard();
    startClosing(code, reason);
  }

  function startClosing(code: number, reason: string): void {
    state = 'closing';
    heartbeat?.stop();
    begin();
    writer.control(OPCODE.close, closePayload(code, reason), () => {
      if (isOtherClosed || isBroken) socket.end();
    });
    watchClosing(left());
  }

  /** What waits may take long, but not stand still. */
  function watchClosing(before: number): void {
    closing = setTimeout(() => {
      const now = left();
      if (now !== before) watchClosing(now);
      else end();
    }, closeMs);
    closing.unref();
  }

  /** It changes with all that the system takes, and not only with each whole write. */
  function left(): number {
    const handle = (socket as unknown as { _handle: { writeQueueSize?: number } | null })._handle;
    return socket.writableLength + (handle?.writeQueueSize ?? 0);
  }

  function end(words?: string): void {
    why ??= words;
    state = 'over';
    decoder.discard();
    socket.destroy();
  }

  function over(): void {
    state = 'over';
    heartbeat?.stop();
    clearTimeout(closing);
    const told = receiver;
    receiver = undefined;
    try {
      told?.closed(why ?? 'the connection was cut');
    } catch {
      // There is nobody left to tell.
    }
  }

  function begin(): void {
    if (isBegun) return;
    isBegun = true;
    process.nextTick(() => {
      if (socket.destroyed) return;
      if (head && head.length > 0) read(() => decoder.push(Uint8Array.from(head)));
      if (!socket.destroyed) taken.begin();
    });
  }

  return {
    text(message) {
      if (state === 'open') writer.text(message);
    },
    chunk(header, payload) {
      if (state === 'open') writer.chunk(header, payload);
    },
    get waiting() {
      return state === 'over' ? 0 : socket.writableLength;
    },
    open(to) {
      receiver = to;
      if (state === 'over') {
        process.nextTick(over);
        return;
      }
      if (isPinged && state === 'open')
        heartbeat = startHeartbeat(pingMs, deadMs, ping, () => end(`nothing came for ${deadMs / 1000} s`));
      begin();
    },
    close: (code, reason) => close(code, reason),
    destroy: () => end('it was ended here'),
    keepAlive(isWanted) {
      if (isWanted) socket.ref();
      else socket.unref();
    },
  };
}
