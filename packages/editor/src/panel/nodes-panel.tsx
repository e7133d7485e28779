import { type DragEvent, useMemo, useState } from 'react';
import { addFromPalette } from '../command/add-from-palette.js';
import { middleOf } from '../command/selection.js';
import type { Editor } from '../editor/editor.js';
import { CategoryIcon } from '../node/category-icon.js';
import { rank } from '../search/fuzzy.js';
import { categoryOf } from '../shape/category.js';
import { useWords } from '../words/words.js';
import './nodes-panel.css';
import { Panel, SearchBox } from './panel.js';

/** What a kind of node is called while it is dragged onto the canvas. */
export const NODE_TYPE = 'application/x-moodwire-node';

/** All kinds of node, by category: a click adds one, and they can be dragged onto the canvas. */
export function NodesPanel({ editor }: { readonly editor: Editor }) {
  const all = useWords();
  const [query, setQuery] = useState('');
  const { kinds } = editor.catalogue;
  const sections = useMemo(() => {
    const items = kinds.map((kind) => ({ kind, text: kind.title, more: `${kind.type} ${kind.summary}` }));
    const found = query.trim() === '' ? items : rank(query, items).map(({ item }) => item);
    return groupedByCategory(found);
  }, [kinds, query]);

  const drag = (type: string) => (event: DragEvent) => {
    event.dataTransfer.setData(NODE_TYPE, type);
    event.dataTransfer.effectAllowed = 'copy';
  };

  return (
    <Panel title={all.actions['view.nodes']}>
      <SearchBox label={all.palette.findNode} value={query} onChange={setQuery} />
      {[...sections].map(([category, items]) => (
        <section key={category} className="nodes-section">
          <h3>{all.palette.categories[category]}</h3>
          <ul>
            {items.map(({ kind }) => (
              <li key={kind.type}>
                <button
                  type="button"
                  draggable
                  title={kind.summary}
                  onDragStart={drag(kind.type)}
                  onClick={() => addFromPalette(editor, { kind: 'nodes', at: middleOf(editor) }, kind.type, undefined)}
                >
                  <CategoryIcon type={kind.type} />
                  <span>{kind.title}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Panel>
  );
}

function groupedByCategory<T extends { readonly kind: { readonly type: string } }>(items: readonly T[]) {
  const groups = new Map<ReturnType<typeof categoryOf>, T[]>();
  for (const item of items) {
    const category = categoryOf(item.kind.type);
    groups.set(category, [...(groups.get(category) ?? []), item]);
  }
  return groups;
}
