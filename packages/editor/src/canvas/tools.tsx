import { useSelected, useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import { useStage } from './stage-context.js';
import './tools.css';

/** Zoom, fit, tidy, and what the pointer does on empty canvas. */
export function CanvasTools() {
  const { session, editor } = useStage();
  const all = useWords();
  const words = all.canvas;
  const percent = useSelected(session.viewport, ({ k }) => Math.round(k * 100));
  const tool = useStore(editor.tool);
  const act = (id: string) => () => editor.actions.do(id);
  const tools = [
    [
      'pan',
      'M6 8V3.5a1 1 0 0 1 2 0V7m0-4.5a1 1 0 0 1 2 0V7m0-3.5a1 1 0 0 1 2 0V9c0 3-1.5 5-4.5 5-2 0-3-.8-4-2.6L2.3 9.2c-.5-1 .8-1.7 1.5-.9L6 10',
    ],
    ['box', 'M2.5 2.5h11v11h-11z'],
    ['lasso', 'M8 3c3.3 0 5.5 1.6 5.5 4s-2.2 4-5.5 4-5.5-1.6-5.5-4S4.7 3 8 3zM5 10.5c-1 1 .5 2 0 3.5'],
  ] as const;
  return (
    <div className="tools" role="toolbar" aria-label={words.tools} data-chrome="">
      {tools.map(([name, path]) => {
        const title = all.actions[`view.tool-${name}`];
        return (
          <button
            key={name}
            type="button"
            aria-pressed={tool === name}
            aria-label={title}
            title={title}
            onClick={act(`view.tool-${name}`)}
          >
            <svg width="15" height="15" viewBox="0 0 16 16" aria-hidden="true">
              <path
                d={path}
                fill="none"
                stroke="currentColor"
                strokeWidth="1.3"
                strokeDasharray={name === 'box' ? '2.5 2' : undefined}
                strokeLinecap="round"
                strokeLinejoin="round"
              />
            </svg>
          </button>
        );
      })}
      <span className="tools-line" />
      <button type="button" aria-label={words.zoomOut} title={words.zoomOut} onClick={act('view.zoom-out')}>
        −
      </button>
      <button type="button" className="tools-zoom" title={all.actions['view.zoom-100']} onClick={act('view.zoom-100')}>
        {percent}%
      </button>
      <button type="button" aria-label={words.zoomIn} title={words.zoomIn} onClick={act('view.zoom-in')}>
        +
      </button>
      <button type="button" onClick={act('view.fit')}>
        {words.fit}
      </button>
      <button type="button" className="tools-wide" onClick={act('node.tidy')}>
        {words.tidy}
      </button>
    </div>
  );
}
