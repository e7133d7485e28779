import { lazy, Suspense, useCallback } from 'react';
import { api, type SavedGraph } from '../api/api.js';
import { addFromPalette } from '../command/add-from-palette.js';
import { jumpTo } from '../command/jump.js';
import type { Editor } from '../editor/editor.js';
import { openSaved } from '../editor/tabs.js';
import { FileDialogs } from '../files/file-dialogs.js';
import { CommandPalette } from '../palette/command-palette.js';
import { ConnectPalette } from '../palette/connect-palette.js';
import { NodePalette } from '../palette/node-palette.js';
import { pathPrefix } from '../session/session.js';
import { useStore } from '../store/use-store.js';
import { ConfirmDialog } from './confirm-dialog.js';

const PictureViewer = lazy(async () => ({ default: (await import('../look/picture-viewer.js')).PictureViewer }));
const CompareViewer = lazy(async () => ({ default: (await import('../look/compare-viewer.js')).CompareViewer }));
const ShortcutsPage = lazy(async () => ({ default: (await import('../panel/shortcuts-page.js')).ShortcutsPage }));
const CompareRuns = lazy(async () => ({ default: (await import('../panel/compare-runs.js')).CompareRuns }));
const TemplatesGallery = lazy(async () => ({
  default: (await import('../panel/templates-gallery.js')).TemplatesGallery,
}));

/** What is open above everything. */
export function Dialogs({ editor }: { readonly editor: Editor }) {
  const dialog = useStore(editor.dialog);
  const close = useCallback(() => editor.dialog.set(undefined), [editor]);
  const graphs = useCallback(async () => (await api.graphs()).graphs, []);
  const goTo = useCallback((node: string) => jumpTo(editor, `${pathPrefix(editor.active.get())}${node}`), [editor]);
  const open = useCallback((graph: SavedGraph) => openSaved(editor, graph.name), [editor]);
  if (!dialog) return null;
  return (
    <Suspense fallback={null}>
      {dialog.kind === 'commands' && <CommandPalette editor={editor} onGoTo={goTo} graphs={graphs} onOpen={open} />}
      {dialog.kind === 'nodes' && (
        <NodePalette
          editor={editor}
          from={dialog.from}
          onPick={(type, port) => addFromPalette(editor, dialog, type, port)}
        />
      )}
      {dialog.kind === 'connect' && <ConnectPalette editor={editor} node={dialog.node} />}
      {dialog.kind === 'shortcuts' && <ShortcutsPage editor={editor} onClose={close} />}
      {dialog.kind === 'templates' && (
        <TemplatesGallery
          onClose={close}
          onOpen={(name) => {
            close();
            openSaved(editor, name);
          }}
          onBlank={() => {
            close();
            editor.actions.do('file.new');
          }}
        />
      )}
      {dialog.kind === 'picture' && <PictureViewer url={dialog.url} title={dialog.title} onClose={close} />}
      {dialog.kind === 'compare' && (
        <CompareViewer before={dialog.before} after={dialog.after} title={dialog.title} onClose={close} />
      )}
      {dialog.kind === 'confirm' && <ConfirmDialog {...dialog} onClose={close} />}
      <FileDialogs editor={editor} />
      {dialog.kind === 'runs' && <CompareRuns editor={editor} jobs={dialog.jobs} onClose={close} />}
    </Suspense>
  );
}
