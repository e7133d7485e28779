import type { Received } from './messages.js';
import { type Pipe, ProtocolError } from './pipe.js';

/** How large a chunk is at most, and how much may wait in the pipe: what is said meanwhile waits behind it. */
const CHUNK_BYTES = 2 ** 20;
/** How small a chunk becomes where connections break before a larger one has gone through. */
const LEAST_CHUNK_BYTES = 16 * 1024;
const HIGH_WATER = 2 * 2 ** 20;

type Outgoing = {
  readonly id: number;
  readonly pieces: readonly Uint8Array[];
  readonly total: number;
  readonly announcedBy: number;
  readonly onOver: (() => void) | undefined;
  /** How much has been handed over, and where that is. */
  offset: number;
  piece: number;
  within: number;
};

/** Transfers on their way out: a chunk of each in turn, as far as the peer's credit goes. */
export function createSending(window: number) {
  const transfers = new Map<number, Outgoing>();
  /** Those that are not wholly handed over, whose turn is next first. */
  let active: Outgoing[] = [];
  let nextId = 1;
  let credit = window;
  let bytes = 0;
  let chunkBytes = CHUNK_BYTES;

  function advance(transfer: Outgoing, length: number): void {
    transfer.offset += length;
    transfer.within += length;
    while (transfer.piece < transfer.pieces.length && transfer.within >= transfer.pieces[transfer.piece]!.length) {
      transfer.within -= transfer.pieces[transfer.piece++]!.length;
    }
  }

  return {
    /** A transfer that the counted message of this number announces. */
    add(pieces: readonly Uint8Array[], announcedBy: number, onOver: (() => void) | undefined): number {
      const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
      const transfer: Outgoing = { id: nextId++, pieces, total, announcedBy, onOver, offset: 0, piece: 0, within: 0 };
      transfers.set(transfer.id, transfer);
      active.push(transfer);
      return transfer.id;
    },
    pump(pipe: Pipe): void {
      while (active.length > 0 && credit > 0 && pipe.waiting < HIGH_WATER) {
        const transfer = active.shift()!;
        const piece = transfer.pieces[transfer.piece]!;
        const length = Math.min(chunkBytes, credit, piece.length - transfer.within);
        const payload = piece.subarray(transfer.within, transfer.within + length);
        const header = { transfer: transfer.id, length, offset: transfer.offset };
        advance(transfer, length);
        credit -= length;
        bytes += length + 16;
        if (transfer.offset < transfer.total) active.push(transfer);
        pipe.chunk(header, payload);
      }
    },
    credit(more: number): void {
      chunkBytes = CHUNK_BYTES;
      credit = Math.min(window, credit + more);
    },
    /** On a new pipe, each goes on from where the peer has it. */
    restart({ received, transfers: peer }: Received): void {
      credit = window;
      active = [];
      // A chunk that was cut is sent again as a whole: one that is too large for these connections would be for ever.
      if (transfers.size > 0) chunkBytes = Math.max(LEAST_CHUNK_BYTES, chunkBytes / 2);
      for (const transfer of transfers.values()) {
        const known = Object.hasOwn(peer, String(transfer.id)) ? peer[String(transfer.id)]! : undefined;
        // What was announced and is not on its way any more is all there.
        const offset = known ?? (transfer.announcedBy <= received ? transfer.total : 0);
        if (offset > transfer.total) throw new ProtocolError(`${offset} bytes received of ${transfer.total}`);
        transfer.offset = 0;
        transfer.piece = 0;
        transfer.within = 0;
        advance(transfer, offset);
        if (offset < transfer.total) active.push(transfer);
      }
    },
    got(id: number): void {
      chunkBytes = CHUNK_BYTES;
      const transfer = transfers.get(id);
      if (!transfer || transfer.offset < transfer.total)
        throw new ProtocolError(`got a transfer ${id} that was not sent`);
      transfers.delete(id);
      transfer.onOver?.();
    },
    /** It was never announced. */
    forget(id: number): void {
      transfers.delete(id);
      active = active.filter((one) => one.id !== id);
    },
    end(): void {
      const all = [...transfers.values()];
      transfers.clear();
      active = [];
      for (const { onOver } of all) onOver?.();
    },
    /** How many the peer does not have yet. */
    get count(): number {
      return transfers.size;
    },
    get bytes(): number {
      return bytes;
    },
  };
}
