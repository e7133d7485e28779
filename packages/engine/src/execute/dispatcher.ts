import { setImmediate as soon } from 'node:timers';

/** How long work that never waits may hold the event loop before others get a turn. */
const SLICE_MS = 8;

/** Begins the work of a node; gives a promise if that is not done when it returns. */
type Begin = (at: number) => Promise<void> | undefined;

/** One run's work for one resource, in the order in which it became ready. */
export type Lane = {
  push(begin: Begin, at: number): void;
  /** Begins all that waits, without regard to what there is of the resource: for work that only has to be told to stop. */
  flush(): void;
};

/**
 * Something of which there is only so much, such as this process's attention or a device. Runs take turns node by node;
 * those of a higher priority come first.
 */
export type Resource = {
  lane(priority: number): Lane;
};

type Waiting = {
  readonly priority: number;
  /** What begins each, and its place, one after the other. */
  begins: Begin[];
  places: number[];
  /** The next to begin, and the end: what lies beyond is left over, and is written over. */
  head: number;
  tail: number;
};

export function createResource(slots: number): Resource {
  let free = Math.max(1, slots);
  /** Lanes with work, whose turn is next first. */
  const waiting: Waiting[] = [];
  let isPumping = false;
  let isPaused = false;
  /** Nodes begun, and since when without a pause: nodes that come one by one hold the event loop as well. */
  let turns = 0;
  let began = performance.now();

  function take(): Waiting | undefined {
    let best = 0;
    for (let i = 1; i < waiting.length; i++) if (waiting[i]!.priority > waiting[best]!.priority) best = i;
    return waiting[best];
  }

  /** After its turn a lane stands behind the others; one without work leaves. */
  function afterTurn(lane: Waiting): void {
    const isEmpty = lane.head === lane.tail;
    if (isEmpty) {
      lane.head = 0;
      lane.tail = 0;
    }
    if (waiting.length === 1) {
      if (isEmpty) waiting.pop();
      return;
    }
    waiting.splice(waiting.indexOf(lane), 1);
    if (!isEmpty) waiting.push(lane);
  }

  function pump(): void {
    if (isPumping || isPaused) return;
    isPumping = true;
    while (free > 0) {
      const lane = take();
      if (!lane) break;
      if ((++turns & 63) === 0 && performance.now() - began > SLICE_MS) {
        isPaused = true;
        soon(() => {
          isPaused = false;
          began = performance.now();
          pump();
        });
        break;
      }
      const begin = lane.begins[lane.head]!;
      const at = lane.places[lane.head++]!;
      afterTurn(lane);
      free--;
      const done = begin(at);
      if (done) void done.then(giveBack);
      else free++;
    }
    isPumping = false;
  }

  function giveBack(): void {
    free++;
    pump();
  }

  return {
    lane(priority) {
      const lane: Waiting = { priority, begins: [], places: [], head: 0, tail: 0 };
      return {
        push(begin, at) {
          lane.begins[lane.tail] = begin;
          lane.places[lane.tail++] = at;
          if (lane.tail - lane.head === 1) waiting.push(lane);
          pump();
        },
        flush() {
          const { begins, places, head, tail } = lane;
          lane.begins = [];
          lane.places = [];
          lane.head = 0;
          lane.tail = 0;
          const found = waiting.indexOf(lane);
          if (found >= 0) waiting.splice(found, 1);
          for (let i = head; i < tail; i++) void begins[i]!(places[i]!);
        },
      };
    },
  };
}
