import { MoodwireError } from '../node/failure.js';
import type { Message, Received } from './messages.js';
import { type ChunkHeader, type Pipe, ProtocolError } from './pipe.js';
import { createReceiving } from './receiving.js';
import { createSending } from './sending.js';

const ACK_AFTER = 32;
const ACK_AFTER_BYTES = 4 * 2 ** 20;
/** What a message takes beside its text. */
const MESSAGE_BYTES = 64;

export type ChannelOptions = {
  /** Bytes of payload that may be on the way. */
  readonly window: number;
  readonly mostTransfers: number;
  /** The longest control message that the peer takes, in bytes. */
  readonly mostText: number;
  /** Bytes of counted messages that are kept for a peer that has not acknowledged them. */
  readonly mostUnacked: number;
  /** A counted message has come; what it throws as a `ProtocolError` is told to the peer. */
  onMessage(text: string): void;
  /** Nothing more can be kept for a peer that acknowledges nothing. */
  onOverflow(): void;
};

/**
 * Messages and transfers between two sides, over one pipe after another: what a broken pipe lost is sent again on the
 * next, and a transfer goes on from the byte where it was cut.
 */
export type Channel = ReturnType<typeof createChannel>;

export function createChannel({ window, mostTransfers, mostText, mostUnacked, onMessage, onOverflow }: ChannelOptions) {
  let pipe: Pipe | undefined;
  /** Counted messages that the peer may not have, the oldest first; the first of them has the number `firstUnacked`. */
  let unacked: string[] = [];
  let unackedBytes = 0;
  let firstUnacked = 1;
  let received = 0;
  let acknowledged = 0;
  /** How much has come since then. */
  let unsaid = 0;
  let sentBytes = 0;
  let receivedBytes = 0;

  const sending = createSending(window);
  const receiving = createReceiving(window, mostTransfers, (bytes) => plain({ op: 'credit', bytes }));

  function write(text: string): void {
    if (!pipe) return;
    sentBytes += text.length;
    pipe.text(text);
  }

  const plain = (message: object): void => write(JSON.stringify(message));

  function send(message: Message): number {
    const text = JSON.stringify(message);
    if (text.length > mostText / 3 && Buffer.byteLength(text) > mostText) {
      throw new MoodwireError(
        `"${message.op}" takes ${Buffer.byteLength(text)} bytes of JSON, expected at most ${mostText}`,
      );
    }
    unacked.push(text);
    unackedBytes += text.length + MESSAGE_BYTES;
    if (unackedBytes > mostUnacked) {
      onOverflow();
    } else write(text);
    return text.length;
  }

  /** The peer has all counted messages up to this one. */
  function forget(upTo: number): void {
    const last = firstUnacked + unacked.length - 1;
    if (upTo < firstUnacked - 1 || upTo > last) throw new ProtocolError(`${upTo} messages received of ${last}`);
    const gone = unacked.splice(0, upTo - firstUnacked + 1);
    for (const text of gone) unackedBytes -= text.length + MESSAGE_BYTES;
    firstUnacked = upTo + 1;
  }

  const pump = (): void => {
    if (pipe) sending.pump(pipe);
  };

  return {
    /** Sends a counted message, which is sent again after a break. Says how long it is. */
    send,
    /**
     * Sends a counted message and, after it, what it announces. `onOver` is called once the peer has all of it, or never
     * will have.
     */
    sendWith(message: Message, pieces: readonly Uint8Array[], onOver?: () => void): number {
      if (pieces.length === 0) {
        onOver?.();
        return send(message);
      }
      if (sending.count >= mostTransfers) throw new MoodwireError(`more than ${mostTransfers} values are on their way`);
      const transfer = sending.add(pieces, firstUnacked + unacked.length, onOver);
      try {
        return send({ ...message, transfer });
      } catch (error) {
        sending.forget(transfer);
        throw error;
      } finally {
        pump();
      }
    },
    /** Where this side stands, for the beginning of the next pipe. */
    standing: (): Received => ({ received, transfers: receiving.standing() }),
    /** Goes on over another pipe, from where the peer says that it stands. */
    attach(next: Pipe, peer: Received): void {
      forget(peer.received);
      pipe = next;
      acknowledged = received;
      sending.restart(peer);
      receiving.restart();
      for (const text of unacked) write(text);
      pump();
    },
    detach(): void {
      pipe = undefined;
    },
    /** A control message from the pipe. */
    text(message: string): void {
      receivedBytes += message.length;
      const uncounted = readUncounted(message);
      if (uncounted) {
        if (uncounted.op === 'ack') forget(uncounted.received);
        else sending.credit(uncounted.bytes);
        pump();
        return;
      }
      received++;
      onMessage(message);
      unsaid += message.length;
      if (received - acknowledged >= ACK_AFTER || unsaid > ACK_AFTER_BYTES) {
        acknowledged = received;
        unsaid = 0;
        plain({ op: 'ack', received });
      }
    },
    place: (header: ChunkHeader): Uint8Array => receiving.place(header),
    filled(header: ChunkHeader): void {
      receivedBytes += header.length;
      const done = receiving.filled(header);
      if (done === undefined) return;
      send({ op: 'got', transfer: header.transfer });
      done();
    },
    drained: pump,
    /** Memory for a transfer that has been announced, to be filled; `undefined` lets it come to nothing. */
    expect: receiving.expect,
    /** The peer has all of a transfer. */
    got: sending.got,
    /** What was expected will not come any more. */
    end(): void {
      pipe = undefined;
      unacked = [];
      sending.end();
      receiving.end();
    },
    get traffic() {
      return { sent: sentBytes + sending.bytes, received: receivedBytes };
    },
  };
}

type Uncounted = { readonly op: 'ack'; readonly received: number } | { readonly op: 'credit'; readonly bytes: number };

/** The two messages that are not counted, which are short. */
function readUncounted(message: string): Uncounted | undefined {
  if (message.length > 100) return undefined;
  let body: Partial<Record<string, unknown>> | null;
  try {
    body = JSON.parse(message);
  } catch {
    return undefined;
  }
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (body?.['op'] === 'ack' && isCount(body['received'])) return { op: 'ack', received: body['received'] };
  if (body?.['op'] === 'credit' && isCount(body['bytes'])) return { op: 'credit', bytes: body['bytes'] };
  return undefined;
}
