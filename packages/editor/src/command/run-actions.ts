import type { Action } from '../editor/editor.js';

/** Running the open graph. */
export const runActions: readonly Action[] = [
  {
    id: 'run.run',
    keys: ['Mod+Enter'],
    inText: true,
    run: (editor) => editor.runner.run(editor.active.get()),
  },
  {
    id: 'run.cancel',
    keys: ['Mod+Shift+Enter', 'Mod+Alt+Backspace'],
    inText: true,
    isEnabled(editor) {
      const state = editor.active.get().run.get()?.state;
      return state === 'queued' || state === 'running';
    },
    run: (editor) => editor.runner.cancel(editor.active.get()),
  },
  {
    id: 'run.live',
    keys: ['L'],
    run: (editor) => editor.settings.set((now) => ({ ...now, isLive: !now.isLive })),
  },
];
