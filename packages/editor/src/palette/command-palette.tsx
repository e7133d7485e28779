import { useCallback, useEffect, useMemo, useState } from 'react';
import type { SavedGraph } from '../api/api.js';
import { bodyOf } from '../document/body.js';
import type { Action, Editor } from '../editor/editor.js';
import { KeyHint } from '../keys/key-hint.js';
import { CategoryGlyph } from '../node/category-icon.js';
import { rank } from '../search/fuzzy.js';
import { shownSubgraph } from '../session/session.js';
import { categoryColour } from '../shape/category.js';
import { useWords } from '../words/words.js';
import { CommandIcon, GraphIcon } from './icons.js';
import { Palette, type PaletteRow } from './palette.js';
import { createRecent } from './recent.js';

const recent = createRecent('moodwire.recent-actions');

export type CommandPaletteProps = {
  readonly editor: Editor;
  /** Selects a node of the canvas that is drawn and brings it into view. */
  onGoTo(node: string): void;
  /** Graphs that can be opened; asked for when the palette opens. */
  graphs?(): Promise<readonly SavedGraph[]>;
  onOpen?(graph: SavedGraph): void;
};

type Entry = PaletteRow & { readonly more?: string; pick(): void };

/** Everything that can be done, by name; nodes to go to and graphs to open as well. */
export function CommandPalette({ editor, onGoTo, graphs, onOpen }: CommandPaletteProps) {
  const words = useWords();
  const saved = useSaved(graphs);
  const entries = useMemo((): readonly Entry[] => {
    const titles: Readonly<Record<string, unknown>> = words.actions;
    const titleOf = ({ id }: Action): string => {
      const title = titles[id];
      return typeof title === 'string' ? title : id;
    };
    const enabled = editor.actions.all.filter((action) => action.isEnabled?.(editor) ?? true);
    const last = recent.get();
    const place = ({ id }: Action): number => (last.includes(id) ? last.indexOf(id) : last.length);
    const actions = [...enabled]
      .sort((a, b) => place(a) - place(b))
      .map(
        (action): Entry => ({
          id: `action:${action.id}`,
          text: titleOf(action),
          more: action.id,
          icon: <CommandIcon />,
          section: last.includes(action.id) ? words.palette.recent : words.palette.commands,
          ...(action.keys?.[0] !== undefined && { right: <KeyHint keys={action.keys[0]} /> }),
          pick() {
            recent.add(action.id);
            editor.actions.do(action.id);
          },
        }),
      );
    const session = editor.active.get();
    const subgraph = shownSubgraph(session);
    const resolved = session.resolved.get();
    const nodes = Object.entries(bodyOf(session.document.get(), subgraph)?.nodes ?? {}).map(
      ([id, node]): Entry => ({
        id: `node:${id}`,
        text: words.palette.goTo(node.title ?? resolved.nodeOf(id, subgraph)?.title ?? node.type),
        note: id,
        more: `${id} ${node.type}`,
        icon: (
          <span style={{ color: categoryColour(node.type), display: 'grid' }}>
            <CategoryGlyph type={node.type} size={16} />
          </span>
        ),
        section: words.palette.nodes,
        pick: () => onGoTo(id),
      }),
    );
    const open = saved.map(
      (graph): Entry => ({
        id: `graph:${graph.name}`,
        text: words.palette.open(graph.title ?? graph.name),
        note: graph.name,
        more: `${graph.name} ${graph.description ?? ''}`,
        icon: <GraphIcon />,
        section: words.palette.graphs,
        pick: () => onOpen?.(graph),
      }),
    );
    return [...actions, ...nodes, ...open];
  }, [editor, words, saved, onGoTo, onOpen]);

  const find = useCallback(
    (query: string): readonly PaletteRow[] => {
      if (query.trim() === '') return entries;
      // By how well they fit: a list that jumps between sections needs no headings.
      return rank(query, entries).map(({ item: { section: _, ...row }, ranges }) => ({ ...row, ranges }));
    },
    [entries],
  );

  const close = (): void => editor.dialog.set(undefined);
  return (
    <Palette
      label={words.palette.commands}
      placeholder={words.palette.findCommand}
      find={find}
      onClose={close}
      onPick={(id) => {
        close();
        entries.find((entry) => entry.id === id)?.pick();
      }}
      hints={
        <>
          <span>
            <kbd className="palette-key">↑↓</kbd>
            {words.palette.choose}
          </span>
          <span>
            <kbd className="palette-key">⏎</kbd>
            {words.palette.doIt}
          </span>
          <span>
            <kbd className="palette-key">Esc</kbd>
            {words.palette.close}
          </span>
        </>
      }
    />
  );
}

/** The graphs that can be opened; none until they are known, or where nobody says. */
function useSaved(graphs: CommandPaletteProps['graphs']): readonly SavedGraph[] {
  const [saved, setSaved] = useState<readonly SavedGraph[]>([]);
  useEffect(() => {
    let isOpen = true;
    graphs?.().then(
      (found) => isOpen && setSaved(found.filter(({ problem }) => problem === undefined)),
      () => undefined,
    );
    return () => {
      isOpen = false;
    };
  }, [graphs]);
  return saved;
}
