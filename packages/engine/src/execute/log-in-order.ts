import type { Listener, RunEvent } from './events.js';
import type { NodeLog, Scene } from './log.js';

type Entry = RunEvent | { readonly scene: OrderedScene; readonly order: readonly number[] };

type OrderedLog = NodeLog & {
  readonly id: string;
  /** Those that were told are let go. */
  readonly entries: (Entry | undefined)[];
  /** The node whose results these are. */
  twin: OrderedLog | undefined;
  isOver: boolean;
  /** Was it this node's turn, or were its entries told as another's? */
  wasTurn: boolean;
  wasTold: boolean;
};

type OrderedScene = Scene & { readonly logs: Map<number, OrderedLog>; isOver: boolean };

/** Where the telling stands: in a list of nodes, or in what one of them has to tell. */
type Cursor = { at: number; readonly as: (id: string) => string } & (
  | { readonly scene: OrderedScene; readonly order: readonly number[] }
  | { readonly source: OrderedLog }
);

/**
 * Tells events in the order in which one hand would have done the work: node after node as the plan has them, whatever
 * runs at once. What comes too early waits. Of nodes that share one piece of work the first tells of it.
 */
export function tellInOrder(emit: Listener): { scene(order: readonly number[]): Scene; flush(): void } {
  const cursors: Cursor[] = [];
  let isTelling = false;

  function createScene(): OrderedScene {
    const logs = new Map<number, OrderedLog>();
    const scene: OrderedScene = {
      logs,
      isOver: false,
      node(at, id) {
        const log = createLog(id, scene);
        logs.set(at, log);
        return log;
      },
      end() {
        scene.isOver = true;
        advance();
      },
    };
    return scene;
  }

  function createLog(id: string, scene: OrderedScene): OrderedLog {
    const add = (entry: Entry): void => {
      if (log.isOver) return;
      log.entries.push(entry);
      advance();
    };
    const log: OrderedLog = {
      id,
      entries: [],
      twin: undefined,
      isOver: false,
      wasTurn: false,
      wasTold: false,
      tell: add,
      inside(order) {
        const inner = createScene();
        add({ scene: inner, order });
        return inner;
      },
      asks: (order) => add({ scene, order }),
      sameAs(other) {
        log.twin = other as OrderedLog;
      },
      end() {
        log.isOver = true;
        advance();
      },
    };
    return log;
  }

  /** Tells all that can be told by now. */
  function advance(): void {
    if (isTelling) return;
    isTelling = true;
    try {
      while (step());
    } finally {
      isTelling = false;
    }
  }

  function step(): boolean {
    const cursor = cursors.at(-1);
    if (!cursor) return false;
    if ('scene' in cursor) return stepScene(cursor);
    const { source, as } = cursor;
    if (cursor.at < source.entries.length) {
      const entry = source.entries[cursor.at]!;
      const isFailure = 'event' in entry && entry.event === 'failed'; // others who share the work will ask
      if (!isFailure) source.entries[cursor.at] = undefined;
      cursor.at++;
      if ('scene' in entry) cursors.push({ ...entry, as, at: 0 });
      else emit(renamed(entry, as));
      return true;
    }
    if (!source.isOver) return false;
    cursors.pop();
    return true;
  }

  function stepScene(cursor: Extract<Cursor, { scene: OrderedScene }>): boolean {
    const at = cursor.order[cursor.at];
    if (at === undefined) {
      cursors.pop();
      return true;
    }
    const log = cursor.scene.logs.get(at);
    if (!log) {
      if (!cursor.scene.isOver) return false;
      cursor.at++;
      return true;
    }
    const work = log.twin ?? log;
    if (!log.wasTurn && !log.twin && !log.isOver && log.entries.length === 0) return false; // whose work it is will show
    cursor.at++;
    if (log.wasTurn) return true;
    log.wasTurn = true;
    // Told as if this node had done the work itself, and what is inside it too.
    const as = work === log ? cursor.as : (id: string) => cursor.as(log.id + id.slice(work.id.length));
    if (work.wasTold) {
      const failed = work.entries.find((entry) => entry && 'event' in entry && entry.event === 'failed');
      const told: RunEvent = failed && 'event' in failed ? failed : { event: 'cached', node: work.id };
      emit(renamed(told, as));
    } else {
      work.wasTold = true;
      cursors.push({ source: work, as, at: 0 });
    }
    return true;
  }

  return {
    scene(order) {
      const scene = createScene();
      cursors.length = 0; // what an attempt that was given up has left to tell is not told
      cursors.push({ scene, order, as: (id) => id, at: 0 });
      return scene;
    },
    flush() {
      cursors.length = 0;
    },
  };
}

function renamed(event: RunEvent, as: (id: string) => string): RunEvent {
  if (!('node' in event)) return event;
  const node = as(event.node);
  return node === event.node ? event : { ...event, node };
}
