import { portName } from '@moodwire/engine/graph';
import { useCallback, useMemo } from 'react';
import type { Point } from '../document/body.js';
import { slotPort } from '../edit/links.js';
import type { LooseLink } from '../editor/dialog.js';
import type { Editor } from '../editor/editor.js';
import { CategoryGlyph } from '../node/category-icon.js';
import { SocketShape } from '../node/socket-shape.js';
import { type Session, shownSubgraph } from '../session/session.js';
import { categoryColour, categoryOf } from '../shape/category.js';
import { portColour } from '../shape/ports.js';
import { useWords } from '../words/words.js';
import { type Candidate, candidatesOf, findCandidates, fitting, type LooseEnd, subgraphKinds } from './candidates.js';
import { NodePicture } from './node-picture.js';
import { Palette, type PaletteRow } from './palette.js';
import { createRecent } from './recent.js';

const recent = createRecent('moodwire.recent-nodes');

export type NodePaletteProps = {
  readonly editor: Editor;
  /** A loose link that the new node will be linked to. */
  readonly from?: LooseLink | undefined;
  /** Where on the screen it opens, in pixels of the page. */
  readonly near?: Point | undefined;
  /** `port`: the slot or output of the new node that the loose link goes to. */
  onPick(type: string, port: string | undefined): void;
};

/** Finds a kind of node to put into the graph; with a loose link, those that it fits. */
export function NodePalette({ editor, from, near, onPick }: NodePaletteProps) {
  const words = useWords().palette;
  const session = editor.active.get();
  const end = useMemo(() => from && looseEnd(session, from), [session, from]);
  const candidates = useMemo(() => {
    const { kinds, registry } = editor.catalogue;
    const own = subgraphKinds(session.document.get(), registry, shownSubgraph(session));
    const all = candidatesOf([...own, ...kinds]);
    return end ? fitting(all, end) : all;
  }, [editor, session, end]);
  const byType = useMemo(() => new Map(candidates.map((one) => [one.kind.type, one])), [candidates]);
  const connects = end?.side === 'input' ? words.connectFrom : words.connectTo;

  const find = useCallback(
    (query: string): readonly PaletteRow[] => {
      const row = ({ kind, text, port }: Candidate, section?: string): PaletteRow => ({
        id: kind.type,
        text,
        note: kind.summary,
        icon: (
          <span style={{ color: categoryColour(kind.type), display: 'grid' }}>
            <CategoryGlyph type={kind.type} size={16} />
          </span>
        ),
        ...(port !== undefined && { right: connects(port) }),
        ...(section !== undefined && { section }),
      });
      if (query.trim() !== '')
        return findCandidates(query, candidates).map(({ item, ranges }) => ({ ...row(item), ranges }));
      if (end) return candidates.map((one) => row(one));
      const last = recent.get().flatMap((type) => byType.get(type) ?? []);
      const rest = candidates.filter((one) => !last.includes(one));
      const sections = bySection(rest, ({ kind }) => words.categories[categoryOf(kind.type)]);
      return [
        ...last.map((one) => row(one, words.recent)),
        ...[...sections].flatMap(([section, members]) => members.map((one) => row(one, section))),
      ];
    },
    [candidates, byType, end, connects, words],
  );

  const close = (): void => editor.dialog.set(undefined);

  return (
    <Palette
      label={words.addNode}
      placeholder={words.findNode}
      find={find}
      near={near}
      chip={end && <EndChip end={end} />}
      onClose={close}
      onPick={(type) => {
        recent.add(type);
        close();
        onPick(type, byType.get(type)?.port);
      }}
      detail={(type) => {
        const one = byType.get(type);
        return (
          one && (
            <NodePicture kind={one.kind} {...(end?.side === 'input' ? { output: one.port } : { slot: one.port })} />
          )
        );
      }}
      hints={
        <>
          <span>
            <kbd className="palette-key">↑↓</kbd>
            {words.choose}
          </span>
          <span>
            <kbd className="palette-key">⏎</kbd>
            {end ? words.insertAndConnect : words.insert}
          </span>
          <span>
            <kbd className="palette-key">:image</kbd>
            {words.byPort}
          </span>
        </>
      }
    />
  );
}

function EndChip({ end }: { readonly end: LooseEnd }) {
  const words = useWords().palette;
  const name = portName(end.port);
  return (
    <span className="palette-chip" style={{ color: portColour(end.port) }}>
      <SocketShape port={end.port} isFilled size={10} />
      {end.side === 'output' ? words.takes(name) : words.gives(name)}
    </span>
  );
}

/** What type the end of a loose link is of; nothing for a node that is not known. */
function looseEnd(session: Session, { node, port: name, side }: LooseLink): LooseEnd | undefined {
  const subgraph = shownSubgraph(session);
  const resolved = session.resolved.get();
  const kind = resolved.nodeOf(node, subgraph);
  const port = side === 'output' ? resolved.outputOf(node, name, subgraph) : kind && slotPort(kind, name);
  return port && { side, port };
}

function bySection(candidates: readonly Candidate[], nameOf: (candidate: Candidate) => string) {
  const sections = new Map<string, Candidate[]>();
  for (const one of candidates) {
    const members = sections.get(nameOf(one));
    if (members) members.push(one);
    else sections.set(nameOf(one), [one]);
  }
  return sections;
}
