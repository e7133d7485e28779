import { setImmediate as soon } from 'node:timers';

/** How long work that never waits may hold the event loop before others get a turn. */
const SLICE_MS = 8;

/** One job's work for one resource, in the order in which it became ready. */
export type Lane = {
  push(at: number): void;
  /** Drops what has not begun, and gives it back. */
  clear(): number[];
};

/**
 * Something of which there is only so much, such as this process's attention or a device. Jobs take turns node by node;
 * those of a higher priority come first.
 */
export type Resource = {
  /**
   * `start` begins the work of a node; it gives a promise if that is not done when it returns. Lanes of one owner share
   * its turns.
   */
  lane(owner: Owner, start: (at: number) => Promise<void> | undefined): Lane;
};

/** Whose turn it is: a run, whatever number of programs run in it. */
export type Owner = { readonly priority: number };

type Waiting = {
  readonly start: (at: number) => Promise<void> | undefined;
  queue: number[];
  head: number;
  isListed: boolean;
};

/** The lanes of one owner that may have work, whose turn is next first. */
type Party = { readonly owner: Owner; lanes: Waiting[]; head: number };

export function createResource(slots: number): Resource {
  let free = Math.max(1, slots);
  /** Those with work, whose turn is next first. */
  const parties: Party[] = [];
  let isPumping = false;
  let isPaused = false;

  /** Who is next, behind whom those stand that came first. A party that has no work left goes. */
  function next(): Party | undefined {
    for (;;) {
      let best = 0;
      for (let i = 1; i < parties.length; i++) {
        if (parties[i]!.owner.priority > parties[best]!.owner.priority) best = i;
      }
      const party = parties[best];
      if (!party) return undefined;
      while (party.head < party.lanes.length && isEmpty(party.lanes[party.head]!)) unlist(party);
      if (party.head < party.lanes.length) {
        if (parties.length > 1) parties.push(...parties.splice(best, 1));
        return party;
      }
      parties.splice(best, 1);
    }
  }

  const isEmpty = (lane: Waiting): boolean => lane.head === lane.queue.length;

  function unlist(party: Party): Waiting {
    const lane = party.lanes[party.head++]!;
    lane.isListed = false;
    if (party.head > 64 && party.head * 2 > party.lanes.length) {
      party.lanes = party.lanes.slice(party.head);
      party.head = 0;
    }
    return lane;
  }

  function list(party: Party, lane: Waiting): void {
    lane.isListed = true;
    party.lanes.push(lane);
  }

  /** The next node of a party, whose lanes take turns as well. */
  function take(party: Party): { lane: Waiting; at: number } {
    const isAlone = party.lanes.length - party.head === 1;
    const lane = isAlone ? party.lanes[party.head]! : unlist(party);
    const at = lane.queue[lane.head++]!;
    if (isEmpty(lane)) {
      lane.queue = [];
      lane.head = 0;
    } else if (!isAlone) list(party, lane);
    return { lane, at };
  }

  function pump(): void {
    if (isPumping || isPaused) return;
    isPumping = true;
    const began = performance.now();
    let turns = 0;
    while (free > 0) {
      if ((++turns & 63) === 0 && performance.now() - began > SLICE_MS) {
        isPaused = true;
        soon(() => {
          isPaused = false;
          pump();
        });
        break;
      }
      const party = next();
      if (!party) break;
      const { lane, at } = take(party);
      free--;
      const done = lane.start(at);
      if (done) void done.then(giveBack);
      else free++;
    }
    isPumping = false;
  }

  function giveBack(): void {
    free++;
    pump();
  }

  function partyOf(owner: Owner): Party {
    const known = parties.find((one) => one.owner === owner);
    if (known) return known;
    const party: Party = { owner, lanes: [], head: 0 };
    parties.push(party);
    return party;
  }

  return {
    lane(owner, start) {
      const lane: Waiting = { start, queue: [], head: 0, isListed: false };
      return {
        push(at) {
          lane.queue.push(at);
          if (!lane.isListed) list(partyOf(owner), lane);
          pump();
        },
        clear() {
          const left = lane.queue.slice(lane.head);
          lane.queue = [];
          lane.head = 0;
          return left; // the lane goes when it would be its turn
        },
      };
    },
  };
}
