import { useEffect, useState } from 'react';
import type { SavedGraph } from '../api/api.js';
import { useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import { PlusIcon } from './icons.js';
import { SearchBox } from './panel.js';
import { PanelDialog } from './panel-dialog.js';
import { refreshGraphs, savedGraphs } from './saved-graphs.js';
import { SavedPicture } from './saved-picture.js';
import './templates-gallery.css';

/** A word for people from the name of a graph: `examples/map-pair` is "Map pair". */
export function graphTitle({ title, name }: Pick<SavedGraph, 'title' | 'name'>): string {
  if (title !== undefined && title !== '') return title;
  const last = name.slice(name.lastIndexOf('/') + 1).replaceAll('-', ' ');
  return last.charAt(0).toUpperCase() + last.slice(1);
}

const matches = (graph: SavedGraph, text: string): boolean =>
  `${graphTitle(graph)} ${graph.name} ${graph.description ?? ''}`.toLowerCase().includes(text.trim().toLowerCase());

/** Graphs with a text in their title, name or description. */
export const matching = (graphs: readonly SavedGraph[], text: string): readonly SavedGraph[] =>
  graphs.filter((graph) => matches(graph, text));

/** The graphs that come with Moodwire, to begin with. */
export function TemplatesGallery(props: {
  onOpen(name: string): void;
  /** Opens an empty graph. */
  onBlank(): void;
  onClose(): void;
}) {
  const { onOpen, onBlank, onClose } = props;
  const all = useWords().panel;
  const words = all.templates;
  const { graphs, problem } = useStore(savedGraphs);
  const [text, setText] = useState('');
  useEffect(() => void refreshGraphs(), []);
  const templates = (graphs ?? []).filter(({ isShipped }) => isShipped);
  const shown = matching(templates, text);
  return (
    <PanelDialog
      title={words.title}
      onClose={onClose}
      actions={<SearchBox label={words.search} value={text} onChange={setText} />}
    >
      {problem !== undefined && <p className="panel-error">{all.failed(problem)}</p>}
      {graphs && shown.length === 0 && <p className="templates-none">{words.none}</p>}
      <ul className="panel-list templates">
        {text === '' && (
          <li>
            <button type="button" className="template" onClick={onBlank}>
              <span className="template-picture template-blank">
                <PlusIcon />
              </span>
              <b>{words.blank}</b>
              <small>{words.blankHelp}</small>
            </button>
          </li>
        )}
        {shown.map((graph) => (
          <li key={graph.name}>
            <button type="button" className="template" onClick={() => onOpen(graph.name)}>
              <span className="template-picture">
                <SavedPicture saved={graph} />
              </span>
              <b>{graphTitle(graph)}</b>
              <small>{graph.problem ?? graph.description ?? graph.name}</small>
            </button>
          </li>
        ))}
      </ul>
    </PanelDialog>
  );
}
