import type { Action } from '../editor/editor.js';
import { editActions } from './edit-actions.js';
import { fileActions } from './file-actions.js';
import { nodeActions } from './node-actions.js';
import { runActions } from './run-actions.js';
import { viewActions } from './view-actions.js';

/** Everything that can be done, in the order in which it is listed. */
export const allActions: readonly Action[] = [
  ...runActions,
  ...fileActions,
  ...editActions,
  ...nodeActions,
  ...viewActions,
];
