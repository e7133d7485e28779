import type { Held } from '../backend/held.js';
import type { Holdings } from '../backend/holdings.js';

/** One value of a workspace. */
export type Entry = {
  readonly digest: string;
  bytes: number;
  /** How much of that is JSON, which lies in the heap. */
  readonly json: number;
  /** Nothing while its bytes are on their way. */
  held: Held | undefined;
  /** Resolves once they have come; rejects when they never will. */
  arrival: Promise<void>;
  /** How many holds clients and runs have of it. */
  holds: number;
  isGone: boolean;
};

/** The values of one workspace, by digest. What nobody holds is kept as long as there is room. */
export type Shelf = ReturnType<typeof createShelf>;

/** The room that all workspaces share. */
export type Room = {
  bytes: number;
  json: number;
  readonly limit: number;
  /** What nobody holds, the longest unused first, with how to let it go. */
  readonly unheld: Map<Entry, () => void>;
};

export const createRoom = (limit: number): Room => ({ bytes: 0, json: 0, limit, unheld: new Map() });

/** The heap of the process is not as large as its memory. */
const MOST_JSON = 2 ** 30;

export function createShelf(room: Room, holdings: Holdings, keepsUnheld: boolean) {
  const entries = new Map<string, Entry>();

  function remove(entry: Entry): void {
    if (entry.isGone) return;
    entry.isGone = true;
    entries.delete(entry.digest);
    room.unheld.delete(entry);
    room.bytes -= entry.bytes;
    room.json -= entry.json;
    if (entry.held) holdings.drop(entry.held);
  }

  function makeRoom(): void {
    for (const [, letGo] of room.unheld) {
      if (room.bytes <= room.limit && room.json <= MOST_JSON) return;
      letGo();
    }
  }

  function hold(entry: Entry): Entry {
    entry.holds++;
    room.unheld.delete(entry);
    return entry;
  }

  function add(digest: string, bytes: number, held: Held | undefined, arrival: Promise<void>, json = 0): Entry {
    const entry: Entry = { digest, bytes, json, held, arrival, holds: 1, isGone: false };
    entries.set(digest, entry);
    room.bytes += bytes;
    room.json += json;
    makeRoom();
    return entry;
  }

  function settle(entry: Entry, bytes: number, held: Held): void {
    if (entry.isGone || entry.held) {
      holdings.drop(held);
      return;
    }
    entry.held = held;
    room.bytes += bytes - entry.bytes;
    entry.bytes = bytes;
  }

  return {
    get: (digest: string): Entry | undefined => entries.get(digest),
    /** Is there room for so many bytes more, if all that nobody holds is let go? */
    hasRoom(bytes: number, json: number): boolean {
      let free = room.limit - room.bytes;
      let freeJson = MOST_JSON - room.json;
      for (const [entry] of room.unheld) {
        if (free >= bytes && freeJson >= json) break;
        free += entry.bytes;
        freeJson += entry.json;
      }
      return free >= bytes && freeJson >= json;
    },
    /** A value whose bytes are on their way, held once. */
    expect(digest: string, bytes: number, arrival: Promise<Held>, json = 0): Entry {
      const entry: Entry = add(
        digest,
        bytes,
        undefined,
        arrival.then((held) => settle(entry, bytes, held)),
        json,
      );
      entry.arrival.catch(() => {}); // who waits for it is told
      return entry;
    },
    /** A value that is on its way comes from somebody else as well: whichever is there first is taken. */
    expectAlso(entry: Entry, bytes: number, arrival: Promise<Held>): void {
      room.bytes += bytes;
      const over = (): void => {
        room.bytes -= bytes;
      };
      arrival.then(over, over);
      const also = arrival.then((held) => settle(entry, bytes, held));
      entry.arrival = Promise.any([entry.arrival, also]).catch((error: AggregateError) => {
        throw error.errors.at(-1);
      });
      entry.arrival.catch(() => {});
    },
    /** Takes over one hold of a result. */
    take(digest: string, held: Held): Entry {
      const known = entries.get(digest);
      if (!known) return add(digest, held.bytes, held, Promise.resolve());
      holdings.drop(held);
      return hold(known);
    },
    hold,
    drop(entry: Entry, count = 1): void {
      entry.holds -= count;
      if (entry.holds > 0 || entry.isGone) return;
      if (!keepsUnheld || !entry.held) remove(entry);
      else {
        room.unheld.set(entry, () => remove(entry));
        makeRoom();
      }
    },
    /** Lets go of what is lost; gives its digests. */
    sweep(): string[] {
      const lost = [...entries.values()].filter(({ held }) => held && !holdings.has(held));
      for (const entry of lost) remove(entry);
      return lost.map(({ digest }) => digest);
    },
    clear(): void {
      for (const entry of [...entries.values()]) remove(entry);
    },
    get size() {
      let held = 0;
      let heldBytes = 0;
      let bytes = 0;
      for (const entry of entries.values()) {
        bytes += entry.bytes;
        if (entry.holds === 0) continue;
        held++;
        heldBytes += entry.bytes;
      }
      return { values: entries.size, bytes, held, heldBytes };
    },
  };
}
