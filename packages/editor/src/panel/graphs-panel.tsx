import { useEffect, useState } from 'react';
import { api, type SavedGraph } from '../api/api.js';
import type { Editor } from '../editor/editor.js';
import { useStore } from '../store/use-store.js';
import { agoText } from '../words/measures.js';
import { language, useWords } from '../words/words.js';
import { PencilIcon, TrashIcon } from './icons.js';
import { tellFailure } from './job-actions.js';
import { Empty, IconButton, Panel, SearchBox } from './panel.js';
import { refreshGraphs, savedGraphs } from './saved-graphs.js';
import { SavedPicture } from './saved-picture.js';
import { graphTitle, matching } from './templates-gallery.js';
import { useNow } from './use-now.js';
import './graphs-panel.css';

export type GraphsPanelProps = {
  readonly editor: Editor;
  onOpen(name: string): void;
  /** Tells of a graph that has another name now, so that an open tab follows it. */
  onRenamed?(from: string, to: SavedGraph): void;
};

/** The graphs that are saved on the server: to open, rename and delete. */
export function GraphsPanel({ editor, onOpen, onRenamed }: GraphsPanelProps) {
  const all = useWords().panel;
  const words = all.graphs;
  const { graphs, problem } = useStore(savedGraphs);
  const [text, setText] = useState('');
  const [renaming, setRenaming] = useState<string>();
  useEffect(() => void refreshGraphs(), []);
  const tell = tellFailure(editor);
  const own = (graphs ?? []).filter(({ isShipped }) => !isShipped);
  const shown = matching(own, text);
  const shipped = matching(
    (graphs ?? []).filter(({ isShipped }) => isShipped),
    text,
  );

  async function rename(graph: SavedGraph, to: string): Promise<void> {
    setRenaming(undefined);
    if (to === '' || to === graph.name) return;
    try {
      const renamed = await api.renameGraph(graph.name, to);
      onRenamed?.(graph.name, renamed);
    } catch (error) {
      tell(error);
    }
    await refreshGraphs();
  }

  async function restore(id: string): Promise<void> {
    try {
      const back = await api.restoreGraph(id);
      editor.status.set(words.restored(graphTitle(back)));
    } catch (error) {
      tell(error);
    }
    await refreshGraphs();
  }

  async function remove(graph: SavedGraph): Promise<void> {
    try {
      const { trashed } = await api.removeGraph(graph.name);
      const undo = { label: all.undo, run: () => void restore(trashed) };
      editor.toasts.show({ tone: 'plain', text: words.deleted(graphTitle(graph)), action: undo });
    } catch (error) {
      tell(error);
    }
    await refreshGraphs();
  }

  return (
    <Panel title={words.title}>
      <SearchBox label={words.search} value={text} onChange={setText} />
      {problem !== undefined && <p className="panel-error">{all.failed(problem)}</p>}
      <section className="panel-section">
        <h3>{words.own}</h3>
        {graphs && own.length === 0 && (
          <Empty title={words.none}>
            {words.noneHelp}
            <button
              type="button"
              className="panel-button graphs-browse"
              onClick={() => editor.dialog.set({ kind: 'templates' })}
            >
              {words.browse}
            </button>
          </Empty>
        )}
        {own.length > 0 && shown.length === 0 && <p className="graphs-none">{words.noMatch}</p>}
        <ul className="panel-list graphs-list">
          {shown.map((graph) => (
            <GraphRow
              key={graph.name}
              graph={graph}
              isRenaming={renaming === graph.name}
              onOpen={() => onOpen(graph.name)}
              onRename={() => setRenaming(graph.name)}
              onRenamed={(to) => void rename(graph, to)}
              onDelete={() => void remove(graph)}
            />
          ))}
        </ul>
      </section>
      {shipped.length > 0 && (
        <section className="panel-section">
          <h3>{words.shipped}</h3>
          <ul className="panel-list graphs-list">
            {shipped.map((graph) => (
              <GraphRow key={graph.name} graph={graph} isRenaming={false} onOpen={() => onOpen(graph.name)} />
            ))}
          </ul>
        </section>
      )}
    </Panel>
  );
}

function GraphRow(props: {
  readonly graph: SavedGraph;
  readonly isRenaming: boolean;
  onOpen(): void;
  onRename?(): void;
  onRenamed?(to: string): void;
  onDelete?(): void;
}) {
  const { graph, isRenaming, onOpen, onRename, onRenamed, onDelete } = props;
  const words = useWords().panel.graphs;
  const now = useNow();
  const tongue = useStore(language);
  const title = graphTitle(graph);
  return (
    <li className="graphs-row">
      {isRenaming ? (
        <input
          className="graphs-name"
          aria-label={words.newName}
          defaultValue={graph.name}
          // It appears where the button was that asked for it.
          // biome-ignore lint/a11y/noAutofocus: see above
          autoFocus
          onFocus={(event) => event.target.select()}
          onBlur={(event) => onRenamed?.(event.target.value.trim())}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Enter') event.currentTarget.blur();
            if (event.key === 'Escape') {
              event.currentTarget.value = graph.name;
              event.currentTarget.blur();
            }
          }}
        />
      ) : (
        <button type="button" className="graphs-open" onClick={onOpen}>
          <span className="graphs-picture">
            <SavedPicture saved={graph} />
          </span>
          <span className="graphs-text">
            <b>{title}</b>
            <small>{saidOf(graph, title, agoText(graph.modified, now, tongue))}</small>
          </span>
        </button>
      )}
      {!isRenaming && onRename && onDelete && (
        <span className="graphs-actions">
          <IconButton label={words.rename(title)} onClick={onRename}>
            <PencilIcon />
          </IconButton>
          <IconButton label={words.delete(title)} onClick={onDelete}>
            <TrashIcon />
          </IconButton>
        </span>
      )}
    </li>
  );
}

/** Beside its title: what a template is for; the name of one's own, where it is another, and when it was changed. */
function saidOf({ problem, isShipped, description, name }: SavedGraph, title: string, changed: string): string {
  if (problem !== undefined) return problem;
  if (isShipped) return description ?? name;
  return name === title ? changed : `${name} · ${changed}`;
}
