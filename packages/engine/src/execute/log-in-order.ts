import type { Listener, RunEvent } from './events.js';
import type { NodeLog, Scene } from './log.js';

type Entry = RunEvent | { readonly scene: OrderedScene; readonly order: readonly number[] };

/** A class, so that a log costs one object and no closures: there is one for each node. */
class OrderedLog implements NodeLog {
  /** Those that were told are let go. */
  readonly entries: (Entry | undefined)[] = [];
  /** The node whose results these are. */
  twin: OrderedLog | undefined = undefined;
  isOver = false;
  /** Was it this node's turn, or were its entries told as another's? */
  wasTurn = false;
  wasTold = false;

  constructor(
    readonly id: string,
    private readonly scene: OrderedScene,
  ) {}

  tell(entry: Entry): void {
    if (this.isOver) return;
    this.entries.push(entry);
    this.scene.advance();
  }

  inside(order: readonly number[]): Scene {
    const scene = new OrderedScene(this.scene.advance);
    this.tell({ scene, order });
    return scene;
  }

  asks(order: readonly number[]): void {
    this.tell({ scene: this.scene, order });
  }

  sameAs(other: NodeLog): void {
    this.twin = other as OrderedLog;
  }

  shared(): void {} // told with the work that is shared

  end(): void {
    this.isOver = true;
    this.scene.advance();
  }
}

class OrderedScene implements Scene {
  readonly logs: (OrderedLog | undefined)[] = [];
  isOver = false;

  constructor(readonly advance: () => void) {}

  node(at: number, id: string): NodeLog {
    const log = new OrderedLog(id, this);
    this.logs[at] = log;
    return log;
  }

  end(): void {
    this.isOver = true;
    this.advance();
  }
}

/** Where the telling stands: in a list of nodes, or in what one of them has to tell. */
type Cursor = { at: number; readonly as: (id: string) => string } & (
  | { readonly scene: OrderedScene; readonly order: readonly number[] }
  | { readonly source: OrderedLog }
);

/**
 * Tells events in the order in which one hand would have done the work: node after node as the plan has them, whatever
 * runs at once. What comes too early waits. Of nodes that share one piece of work the first tells of it.
 */
export function tellInOrder(emit: Listener): { scene(order: readonly number[]): Scene } {
  const cursors: Cursor[] = [];
  let isTelling = false;

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
    const log = cursor.scene.logs[at];
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
    const as =
      work === log
        ? cursor.as
        : (id: string) => cursor.as(id.startsWith(work.id) ? log.id + id.slice(work.id.length) : id);
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
      const scene = new OrderedScene(advance);
      cursors.length = 0; // what an attempt that was given up has left to tell is not told
      cursors.push({ scene, order, as: (id) => id, at: 0 });
      return scene;
    },
  };
}

function renamed(event: RunEvent, as: (id: string) => string): RunEvent {
  if (!('node' in event)) return event;
  const node = as(event.node);
  return node === event.node ? event : { ...event, node };
}
