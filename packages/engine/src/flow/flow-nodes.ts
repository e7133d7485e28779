import type { FlowNode } from '../node/node.js';
import { foldNode } from './fold.js';
import { forNode } from './for.js';
import { switchNode } from './switch.js';
import { whileNode } from './while.js';

/** Nodes that steer others. They are part of every registry, and pass values on unread, wherever these are. */
export const flowNodes: readonly FlowNode[] = [switchNode, forNode, whileNode, foldNode];
