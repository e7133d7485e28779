import type { Action } from '../editor/editor.js';
import { words } from '../words/words.js';
import { allKeys, copySelected, deleteSelected, duplicateSelected, pasteGraph, shownBody } from './selection.js';

const hasSelection: NonNullable<Action['isEnabled']> = (editor) => editor.active.get().selection.get().size > 0;

/** Undo, the clipboard, and what is selected. */
export const editActions: readonly Action[] = [
  {
    id: 'edit.undo',
    keys: ['Mod+Z'],
    isEnabled: (editor) => editor.active.get().document.history.get().at > 0,
    run(editor) {
      const label = editor.active.get().document.undo();
      if (label !== undefined) editor.status.set(words().shell.undone(label));
    },
  },
  {
    id: 'edit.redo',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    isEnabled(editor) {
      const { steps, at } = editor.active.get().document.history.get();
      return at < steps.length;
    },
    run(editor) {
      const label = editor.active.get().document.redo();
      if (label !== undefined) editor.status.set(words().shell.redone(label));
    },
  },
  { id: 'edit.copy', keys: ['Mod+C'], isEnabled: hasSelection, run: (editor) => copySelected(editor) },
  {
    id: 'edit.cut',
    keys: ['Mod+X'],
    isEnabled: hasSelection,
    async run(editor) {
      if (await copySelected(editor)) deleteSelected(editor);
    },
  },
  {
    id: 'edit.paste-alone',
    keys: ['Mod+Shift+V'],
    isEnabled: (editor) => editor.copied.get() !== undefined,
    run: (editor) => pasteGraph(editor, undefined, undefined, false),
  },
  { id: 'edit.duplicate', keys: ['Mod+D'], isEnabled: hasSelection, run: duplicateSelected },
  {
    id: 'edit.delete',
    keys: ['Delete', 'Backspace'],
    isEnabled: hasSelection,
    run: (editor) => deleteSelected(editor),
  },
  {
    id: 'edit.delete-bridge',
    keys: ['Shift+Delete', 'Shift+Backspace'],
    isEnabled: hasSelection,
    run: (editor) => deleteSelected(editor, true),
  },
  {
    id: 'edit.select-all',
    keys: ['Mod+A'],
    run(editor) {
      const session = editor.active.get();
      session.selection.set(new Set(allKeys(shownBody(session))));
    },
  },
  {
    id: 'edit.select-none',
    keys: ['Escape'],
    isEnabled: hasSelection,
    run: (editor) => editor.active.get().selection.set(new Set()),
  },
];
