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
  /** `start` begins the work of a node; it gives a promise if that is not done when it returns. */
  lane(priority: number, start: (at: number) => Promise<void> | undefined): Lane;
};

type Waiting = {
  readonly priority: number;
  readonly start: (at: number) => Promise<void> | undefined;
  queue: number[];
  head: number;
};

export function createResource(slots: number): Resource {
  let free = Math.max(1, slots);
  /** Lanes with work, whose turn is next first. */
  const waiting: Waiting[] = [];
  let isPumping = false;
  let isPaused = false;

  function take(): Waiting | undefined {
    let best = 0;
    for (let i = 1; i < waiting.length; i++) if (waiting[i]!.priority > waiting[best]!.priority) best = i;
    return waiting[best];
  }

  /** After its turn a lane stands behind the others; one without work leaves. */
  function afterTurn(lane: Waiting): void {
    const isEmpty = lane.head === lane.queue.length;
    if (isEmpty) {
      lane.queue = [];
      lane.head = 0;
    }
    if (!isEmpty && waiting.length === 1) return;
    const at = waiting.indexOf(lane);
    if (at >= 0) waiting.splice(at, 1);
    if (!isEmpty) waiting.push(lane);
  }

  function pump(): void {
    if (isPumping || isPaused) return;
    isPumping = true;
    const began = performance.now();
    let turns = 0;
    while (free > 0) {
      const lane = take();
      if (!lane) break;
      if ((++turns & 63) === 0 && performance.now() - began > SLICE_MS) {
        isPaused = true;
        soon(() => {
          isPaused = false;
          pump();
        });
        break;
      }
      const at = lane.queue[lane.head++]!;
      afterTurn(lane);
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

  return {
    lane(priority, start) {
      const lane: Waiting = { priority, start, queue: [], head: 0 };
      return {
        push(at) {
          lane.queue.push(at);
          if (lane.queue.length - lane.head === 1 && !waiting.includes(lane)) waiting.push(lane);
          pump();
        },
        clear() {
          const left = lane.queue.slice(lane.head);
          lane.queue = [];
          lane.head = 0;
          const at = waiting.indexOf(lane);
          if (at >= 0) waiting.splice(at, 1);
          return left;
        },
      };
    },
  };
}
