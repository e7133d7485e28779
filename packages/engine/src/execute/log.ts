import type { Listener, RunEvent } from './events.js';

/** What happens to one node is told here. After `end` it is deaf: a node may go on reporting after it has returned. */
export type NodeLog = {
  tell(event: RunEvent): void;
  /** Nodes that run inside this one, told of where it stands now. */
  inside(order: readonly number[]): Scene;
  /** Nodes of its own scene that it has asked for, told of where it stands now. */
  asks(order: readonly number[]): void;
  /** Its results are those of another node of the same run. */
  sameAs(other: NodeLog): void;
  /** The results that it shares have come. */
  shared(): void;
  end(): void;
};

/** The nodes of one program that run together. */
export type Scene = {
  node(at: number, id: string): NodeLog;
  /** Nothing more happens here: nodes that were not begun will not be. */
  end(): void;
};

/** Tells events at once, in whatever order things happen. */
export function tellAtOnce(emit: Listener): (order: readonly number[]) => Scene {
  const scene: Scene = { node: (_, id) => createLog(id), end() {} };
  function createLog(id: string): NodeLog {
    let isOver = false;
    return {
      tell(event) {
        if (!isOver) emit(event);
      },
      inside: () => scene,
      asks() {},
      sameAs() {},
      shared() {
        if (!isOver) emit({ event: 'cached', node: id });
      },
      end() {
        isOver = true;
      },
    };
  }
  return () => scene;
}
