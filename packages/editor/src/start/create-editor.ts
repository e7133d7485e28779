import { api } from '../api/api.js';
import type { ShownCanvas, Tool } from '../canvas/shown-canvas.js';
import { allActions } from '../command/all-actions.js';
import { createActions } from '../command/create-actions.js';
import type { Dialog } from '../editor/dialog.js';
import type { Editor } from '../editor/editor.js';
import { createJobs } from '../run/jobs.js';
import { createRunner } from '../run/runner.js';
import type { Session } from '../session/session.js';
import { createStore } from '../store/store.js';

/** Puts the editor together around the graphs that are open. */
export function createEditor(
  parts: Pick<Editor, 'catalogue' | 'settings' | 'toasts' | 'drafts'>,
  open: readonly [Session, ...Session[]],
  active: Session,
): Editor {
  const { settings, toasts } = parts;
  const sessions = createStore<readonly Session[]>(open);
  const status = createStore('');
  const jobs = createJobs();
  const models = createStore<readonly string[]>([]);
  void api.models().then(
    ({ models: found }) => models.set(found.map(({ name }) => name)),
    () => {},
  );
  const editor: Editor = {
    ...parts,
    sessions,
    active: createStore(active),
    jobs,
    runner: createRunner({ jobs, toasts, settings, status, sessions }),
    models,
    actions: createActions(() => editor, allActions),
    canvas: createStore<ShownCanvas | undefined>(undefined),
    copied: createStore<string | undefined>(undefined),
    tool: createStore<Tool>('pan'),
    dialog: createStore<Dialog | undefined>(undefined),
    status,
  };
  return editor;
}
