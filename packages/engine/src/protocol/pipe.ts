/** What stands before the payload of a chunk. */
export type ChunkHeader = {
  /** Which transfer it belongs to. */
  readonly transfer: number;
  /** Bytes of payload. */
  readonly length: number;
  /** Where the payload belongs in the transfer, in bytes. */
  readonly offset: number;
};

/** The peer broke the protocol: it is told so, and the pipe is closed. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** Carries whole messages to one peer, in order: control messages as text, and chunks of tensor bytes. */
export type Pipe = {
  /** Hands a control message over. Never blocks; what waits is counted in `waiting`. */
  text(message: string): void;
  /** Hands a chunk over. The payload is not copied where that can be helped, and must not change. */
  chunk(header: ChunkHeader, payload: Uint8Array): void;
  /** Bytes handed over that the system has not yet taken. */
  readonly waiting: number;
  /** Begins to deliver to `receiver`; nothing is read before. */
  open(receiver: PipeReceiver): void;
  /** Closes it once what waits has gone, with a code of RFC 6455. Nothing is delivered any more but `closed`. */
  close(code: number, reason: string): void;
  /** Ends it at once. */
  destroy(): void;
  /** Does it keep the process from ending? It does until told otherwise. */
  keepAlive(isWanted: boolean): void;
};

/** Whom a pipe delivers to. What `text`, `place` and `filled` throw as a `ProtocolError` comes back to `broken`. */
export type PipeReceiver = {
  text(message: string): void;
  /** Gives the memory for a chunk's payload, exactly `length` bytes: it is read straight into it. */
  place(header: ChunkHeader): Uint8Array;
  /** The payload for which `place` gave memory is complete. */
  filled(header: ChunkHeader): void;
  /** Less waits than before, and little enough that more should be handed over. */
  drained(): void;
  /** The peer sent what is not allowed. The receiver says so and closes the pipe. */
  broken(error: ProtocolError): void;
  /** It is over, in words. Told once. */
  closed(reason: string): void;
};
