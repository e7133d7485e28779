import type { Action } from '../editor/editor.js';
import { closeTab, newTab, turnTab } from '../session/tabs.js';

/** Graphs that come and go. */
export const fileActions: readonly Action[] = [
  { id: 'file.new', keys: ['Alt+N'], run: newTab },
  { id: 'file.templates', keys: ['Mod+Shift+O'], run: (editor) => editor.dialog.set({ kind: 'templates' }) },
  { id: 'file.close', keys: ['Alt+W'], run: (editor) => closeTab(editor, editor.active.get()) },
  { id: 'file.next', keys: ['Alt+PageDown'], run: (editor) => turnTab(editor, 1) },
  { id: 'file.previous', keys: ['Alt+PageUp'], run: (editor) => turnTab(editor, -1) },
];
