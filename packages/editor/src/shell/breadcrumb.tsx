import { leaveTo } from '../command/enter.js';
import type { Editor } from '../editor/editor.js';
import { useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import './breadcrumb.css';

/** Which subgraph is drawn, and the way back out. */
export function Breadcrumb({ editor }: { readonly editor: Editor }) {
  const words = useWords().canvas;
  const session = useStore(editor.active);
  const trail = useStore(session.trail);
  const graph = useStore(session.document);
  if (trail.length === 0) return null;
  return (
    <nav className="breadcrumb" aria-label={words.path}>
      <ol>
        <li>
          <button type="button" onClick={() => leaveTo(session, 0)}>
            {graph.title ?? words.root}
          </button>
        </li>
        {trail.map(({ subgraph, node }, at) => (
          <li key={`${node}-${subgraph}`}>
            <button
              type="button"
              aria-current={at === trail.length - 1 ? 'location' : undefined}
              onClick={() => leaveTo(session, at + 1)}
            >
              {graph.subgraphs?.[subgraph]?.title ?? subgraph}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
