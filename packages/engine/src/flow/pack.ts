import type { Pack } from '../pack/registry.js';
import { foldNode } from './fold.js';
import { forNode } from './for.js';
import { switchNode } from './switch.js';
import { whileNode } from './while.js';

/** Nodes that steer others: they pass values on unread, wherever these are. */
export const flowPack: Pack = { name: 'flow', nodes: [switchNode, forNode, whileNode, foldNode] };
