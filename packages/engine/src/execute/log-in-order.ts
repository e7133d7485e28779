import type { Listener, RunEvent } from './events.js';
import type { NodeLog, Scene } from './log.js';

type Entry = RunEvent | { readonly scene: OrderedScene; readonly order: readonly number[] };

type OrderedLog = NodeLog & {
  readonly id: string;
  readonly entries: Entry[];
  /** The node whose results these are. */
  twin: OrderedLog | undefined;
  isOver: boolean;
  /** Was it this node's turn, or were its entries told as another's? */
  wasTurn: boolean;
  wasTold: boolean;
};

type OrderedScene = Scene & { readonly logs: Map<number, OrderedLog>; isOver: boolean };

/** Where the telling stands: in a list of nodes, or in what one of them has to tell. */
type Cursor =
  | { readonly scene: OrderedScene; readonly order: readonly number[]; at: number }
  | { readonly log: OrderedLog; readonly source: OrderedLog; at: number };

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
    const { log, source } = cursor;
    const entry = source.entries[cursor.at];
    if (entry !== undefined) {
      cursor.at++;
      if ('scene' in entry) cursors.push({ ...entry, at: 0 });
      else emit(log === source ? entry : asIf(entry, source.id, log.id));
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
    if (work.wasTold) {
      const failed = work.entries.find((entry) => 'event' in entry && entry.event === 'failed');
      emit(failed && 'event' in failed ? asIf(failed, work.id, log.id) : { event: 'cached', node: log.id });
    } else {
      work.wasTold = true;
      cursors.push({ log, source: work, at: 0 });
    }
    return true;
  }

  return {
    scene(order) {
      const scene = createScene();
      cursors.length = 0; // what an attempt that was given up has left to tell is not told
      cursors.push({ scene, order, at: 0 });
      return scene;
    },
    flush() {
      cursors.length = 0;
    },
  };
}

/** An event of one node, as if another had done the work. */
function asIf(event: RunEvent, from: string, to: string): RunEvent {
  if (!('node' in event)) return event;
  return { ...event, node: event.node === from ? to : to + event.node.slice(from.length) };
}
