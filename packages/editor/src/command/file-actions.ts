import type { Action, Editor } from '../editor/editor.js';
import { closeTab, newTab, showTab, turnTab } from '../editor/tabs.js';
import { chooseFiles } from '../files/choose-files.js';
import { downloadGraph, fileNameOf, saveBlob } from '../files/download.js';
import { openFiles } from '../files/open-files.js';
import { saveGraph, tellSave } from '../files/saving.js';
import { shareGraph } from '../files/share.js';

/** Graphs that come and go. */
export const fileActions: readonly Action[] = [
  { id: 'file.new', keys: ['Alt+N'], run: newTab },
  {
    id: 'file.open',
    keys: ['Mod+O'],
    inText: true,
    run: async (editor) => openFiles(editor, await chooseFiles()),
  },
  { id: 'file.templates', keys: ['Mod+Shift+O'], run: (editor) => editor.dialog.set({ kind: 'templates' }) },
  { id: 'file.save', keys: ['Mod+S'], inText: true, run: save },
  {
    id: 'file.save-as',
    keys: ['Mod+Shift+S'],
    inText: true,
    run: (editor) => editor.dialog.set({ kind: 'save-as' }),
  },
  { id: 'file.download', run: (editor) => downloadGraph(editor.active.get()) },
  { id: 'file.share', run: (editor) => shareGraph(editor, editor.active.get()) },
  { id: 'file.export-svg', run: exportAsSvg },
  { id: 'file.export-png', run: exportAsPng },
  { id: 'file.close', keys: ['Alt+W'], run: (editor) => closeTab(editor, editor.active.get()) },
  { id: 'file.reopen', keys: ['Mod+Shift+T', 'Alt+Shift+T'], run: reopen },
  { id: 'file.next', keys: ['Alt+PageDown'], run: (editor) => turnTab(editor, 1) },
  { id: 'file.previous', keys: ['Alt+PageUp'], run: (editor) => turnTab(editor, -1) },
];

async function save(editor: Editor): Promise<void> {
  tellSave(editor, await saveGraph(editor, editor.active.get()));
}

async function reopen(editor: Editor): Promise<void> {
  const session = await editor.drafts.reopen();
  if (session) showTab(editor, session);
}

// What draws pictures is loaded when one is asked for.
async function exportAsSvg(editor: Editor): Promise<void> {
  const { exportSvg } = await import('../files/graph-picture.js');
  const session = editor.active.get();
  saveBlob(new Blob([exportSvg(session)], { type: 'image/svg+xml' }), `${fileNameOf(session)}.svg`);
}

async function exportAsPng(editor: Editor): Promise<void> {
  const { exportPng } = await import('../files/graph-picture.js');
  const session = editor.active.get();
  saveBlob(await exportPng(session), `${fileNameOf(session)}.png`);
}
