import type { Port } from '@moodwire/engine/graph';
import type { Box, Point } from '../document/body.js';
import type { Guide } from '../layout/snap.js';
import type { Line } from '../scene/scene.js';

/** A link on its way, from a socket to the pointer. */
export type Linking = {
  readonly node: string;
  readonly port: string;
  readonly side: 'input' | 'output';
  readonly type: Port;
  /** In the coordinates of the graph. */
  readonly start: Point;
  readonly end: Point;
  /** Where it would go now, or why not there. */
  readonly over?: { readonly node: string; readonly slot?: string; readonly reason?: string };
  /** The link that was picked up, where it was one. */
  readonly picked?: Line;
};

/** What is drawn above the nodes while a gesture goes on. */
export type Overlay = {
  readonly box?: Box;
  readonly lasso?: readonly Point[];
  readonly guides?: readonly Guide[];
  /** The line that a dragged node would be put into. */
  readonly intoLine?: string;
};
