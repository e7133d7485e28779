import { type ChunkHeader, ProtocolError } from './pipe.js';

/** Credit goes back in pieces of this part of the window. */
const PARTS = 4;

type Incoming = {
  readonly total: number;
  /** Where it goes; nothing when it is not wanted. */
  readonly memory: Uint8Array | undefined;
  /** Takes each chunk as it comes, in place of memory. */
  readonly take: ((bytes: Uint8Array) => void) | undefined;
  offset: number;
  resolve(): void;
  reject(error: Error): void;
};

/** Transfers on their way in: each byte is read straight to where it belongs. */
export function createReceiving(window: number, mostTransfers: number, giveCredit: (bytes: number) => void) {
  const transfers = new Map<number, Incoming>();
  let lastId = 0;
  let open = window;
  let owed = 0;
  let scratch: Uint8Array | undefined;

  /** Memory for what is not kept: each chunk over the one before. */
  function spare(length: number): Uint8Array {
    if (!scratch || scratch.length < length) scratch = new Uint8Array(Math.max(length, 64 * 1024));
    return scratch.subarray(0, length);
  }

  return {
    /**
     * A transfer of `total` bytes has been announced. Resolves when it is all in `memory`; without memory it is taken
     * chunk by chunk, or comes to nothing.
     */
    expect(
      id: number,
      total: number,
      memory: Uint8Array | undefined,
      take?: (bytes: Uint8Array) => void,
    ): Promise<void> {
      if (id <= lastId) throw new ProtocolError(`the transfer ${id} was announced after ${lastId}`);
      if (total === 0) throw new ProtocolError(`the transfer ${id} has no bytes`);
      if (transfers.size >= mostTransfers) throw new ProtocolError(`more than ${mostTransfers} transfers at once`);
      lastId = id;
      return new Promise<void>((resolve, reject) => {
        transfers.set(id, { total, memory, take, offset: 0, resolve, reject });
      });
    },
    place({ transfer, length, offset }: ChunkHeader): Uint8Array {
      const incoming = transfers.get(transfer);
      if (!incoming) throw new ProtocolError(`a chunk of the transfer ${transfer}, which is not expected`);
      if (offset !== incoming.offset) throw new ProtocolError(`a chunk at ${offset}, expected at ${incoming.offset}`);
      if (length === 0 || length > incoming.total - offset) {
        throw new ProtocolError(`a chunk of ${length} bytes where ${incoming.total - offset} are left`);
      }
      if (length > open) throw new ProtocolError(`a chunk of ${length} bytes with a credit of ${open}`);
      open -= length;
      return incoming.memory?.subarray(offset, offset + length) ?? spare(length);
    },
    /** The chunk is in its place. Gives what is to be done when that was the last one. */
    filled({ transfer, length }: ChunkHeader): (() => void) | undefined {
      const incoming = transfers.get(transfer)!;
      if (incoming.take) incoming.take(spare(length));
      incoming.offset += length;
      owed += length;
      if (owed >= window / PARTS) {
        open += owed;
        giveCredit(owed);
        owed = 0;
      }
      if (incoming.offset < incoming.total) return undefined;
      transfers.delete(transfer);
      return incoming.resolve;
    },
    standing(): Record<string, number> {
      return Object.fromEntries([...transfers].map(([id, { offset }]) => [String(id), offset]));
    },
    restart(): void {
      open = window;
      owed = 0;
    },
    end(): void {
      for (const { reject } of transfers.values()) reject(new Error('the connection was lost'));
      transfers.clear();
    },
  };
}
