import { lazy, Suspense, useCallback, useEffect } from 'react';
import { Canvas } from '../canvas/canvas.js';
import { takeKeys } from '../command/create-actions.js';
import { jumpTo } from '../command/jump.js';
import type { Editor } from '../editor/editor.js';
import { openJobGraph, openSaved } from '../editor/tabs.js';
import { DropZone } from '../files/drop-zone.js';
import { HistoryPanel } from '../panel/history-panel.js';
import { QueuePanel } from '../panel/queue-panel.js';
import { pathPrefix } from '../session/session.js';
import { useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import { Breadcrumb } from './breadcrumb.js';
import { Dialogs } from './dialogs.js';
import { Rail } from './rail.js';
import './shell.css';
import { ToastList } from '../toast/toast-list.js';
import { StatusBar } from './status-bar.js';
import { TopBar } from './top-bar.js';

const AppView = lazy(async () => ({ default: (await import('../app/app-view.js')).AppView }));
const OutlinePanel = lazy(async () => ({ default: (await import('../panel/outline-panel.js')).OutlinePanel }));
const NodesPanel = lazy(async () => ({ default: (await import('../panel/nodes-panel.js')).NodesPanel }));
const GraphsPanel = lazy(async () => ({ default: (await import('../panel/graphs-panel.js')).GraphsPanel }));
const ProblemsPanel = lazy(async () => ({ default: (await import('../panel/problems-panel.js')).ProblemsPanel }));
const BackendsPanel = lazy(async () => ({ default: (await import('../panel/backends-panel.js')).BackendsPanel }));

/** The whole page. */
export function Shell({ editor }: { readonly editor: Editor }) {
  const words = useWords();
  const session = useStore(editor.active);
  const { leftPanel, isRightOpen, view } = useStore(editor.settings);
  useEffect(() => takeKeys(editor), [editor]);
  const jump = useCallback((path: string) => jumpTo(editor, path), [editor]);
  const classes = ['shell', leftPanel && 'has-left', isRightOpen && 'has-right', `is-${view}`].filter(Boolean);
  return (
    <div className={classes.join(' ')}>
      <TopBar editor={editor} />
      <Rail editor={editor} />
      {leftPanel && (
        <aside className="side side-left" aria-label={words.actions[`view.${leftPanel}`]}>
          <Suspense fallback={null}>
            {leftPanel === 'outline' && (
              <OutlinePanel editor={editor} onJump={(id) => jump(`${pathPrefix(session)}${id}`)} />
            )}
            {leftPanel === 'nodes' && <NodesPanel editor={editor} />}
            {leftPanel === 'graphs' && <GraphsPanel editor={editor} onOpen={(name) => openSaved(editor, name)} />}
            {leftPanel === 'history' && <HistoryPanel editor={editor} />}
            {leftPanel === 'problems' && (
              <ProblemsPanel
                editor={editor}
                onJump={jump}
                onSuggest={(path, port) => {
                  jump(path);
                  const node = path.split('/').at(-1)!;
                  const at = editor.canvas.get()?.view.middle() ?? { x: 0, y: 0 };
                  editor.dialog.set({ kind: 'nodes', at, from: { node, port, side: 'input' } });
                }}
              />
            )}
            {leftPanel === 'backends' && <BackendsPanel editor={editor} />}
          </Suspense>
        </aside>
      )}
      <main className="stage">
        {view === 'app' ? (
          <Suspense fallback={null}>
            <AppView editor={editor} />
          </Suspense>
        ) : (
          <>
            <Canvas key={session.id} editor={editor} session={session} />
            <Breadcrumb editor={editor} />
          </>
        )}
      </main>
      {isRightOpen && (
        <aside className="side side-right" aria-label={words.actions['view.runs']}>
          <QueuePanel editor={editor} onOpen={(job) => openJobGraph(editor, job.id)} />
        </aside>
      )}
      <StatusBar editor={editor} />
      <Dialogs editor={editor} />
      <DropZone editor={editor} />
      <ToastList toasts={editor.toasts} />
    </div>
  );
}
