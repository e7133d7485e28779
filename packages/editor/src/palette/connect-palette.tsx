import { type Port, portName } from '@moodwire/engine/graph';
import { useCallback, useMemo } from 'react';
import { type Body, bodyOf, placeOf } from '../document/body.js';
import { editShown } from '../edit/draft.js';
import { connect, mayConnect, slotPort } from '../edit/links.js';
import type { Editor } from '../editor/editor.js';
import { CategoryGlyph } from '../node/category-icon.js';
import { SocketShape } from '../node/socket-shape.js';
import { rank } from '../search/fuzzy.js';
import { type Session, shownSubgraph } from '../session/session.js';
import { categoryColour } from '../shape/category.js';
import { widthOf } from '../shape/geometry.js';
import { portTitle } from '../shape/port-title.js';
import { portColour } from '../shape/ports.js';
import { useWords, type Words } from '../words/words.js';
import { Palette, type PaletteRow } from './palette.js';

type Entry = PaletteRow & { readonly more: string; pick(): void };

/** All that a node can be linked to: ports of the other nodes that fit its own, and new nodes. */
export function ConnectPalette({ editor, node }: { readonly editor: Editor; readonly node: string }) {
  const words = useWords();
  const session = editor.active.get();
  const entries = useMemo(() => entriesOf(editor, session, node, words), [editor, session, node, words]);
  const find = useCallback(
    (query: string): readonly PaletteRow[] =>
      query.trim() === '' ? entries : rank(query, entries).map(({ item, ranges }) => ({ ...item, ranges })),
    [entries],
  );
  const close = (): void => editor.dialog.set(undefined);
  return (
    <Palette
      label={words.palette.connect}
      placeholder={words.palette.findPort}
      find={find}
      onClose={close}
      onPick={(id) => {
        close();
        entries.find((entry) => entry.id === id)?.pick();
      }}
    />
  );
}

function entriesOf(editor: Editor, session: Session, id: string, words: Words): readonly Entry[] {
  const subgraph = shownSubgraph(session);
  const resolved = session.resolved.get();
  const body = bodyOf(session.document.get(), subgraph);
  const kind = resolved.nodeOf(id, subgraph);
  if (!body?.nodes[id] || !kind) return [];
  const kindOf = (one: string) => resolved.nodeOf(one, subgraph);
  const outputOf = (one: string, output: string) => resolved.outputOf(one, output, subgraph);
  const others = Object.keys(body.nodes).filter((other) => other !== id);
  const outputs = Object.keys(kind.outputs).flatMap((port) => {
    const type = outputOf(id, port);
    return type ? [{ port, type }] : [];
  });
  const slots = slotsOf(body, id, kind).flatMap((slot) => {
    const type = slotPort(kind, slot);
    return type ? [{ slot, type }] : [];
  });

  const link = (from: { node: string; port: string }, to: { node: string; slot: string }): Entry | undefined => {
    const isLinked = [body.nodes[to.node]?.inputs?.[to.slot] ?? []].flat().includes(`${from.node}.${from.port}`);
    if (isLinked || !mayConnect(body, from, to, kindOf, outputOf).ok) return undefined;
    const isOut = from.node === id;
    const other = isOut ? to.node : from.node;
    const [own, theirs] = isOut ? [from.port, to.slot] : [to.slot, from.port];
    const title = body.nodes[other]!.title ?? kindOf(other)?.title ?? other;
    return {
      id: `${from.node}.${from.port}>${to.node}.${to.slot}`,
      text: `${portTitle(own)} ${isOut ? '→' : '←'} ${title} · ${portTitle(theirs)}`,
      note: other,
      more: `${other} ${body.nodes[other]!.type}`,
      icon: (
        <span style={{ color: categoryColour(body.nodes[other]!.type), display: 'grid' }}>
          <CategoryGlyph type={body.nodes[other]!.type} size={16} />
        </span>
      ),
      pick() {
        editShown(session, words.canvas.connect, (draft) => {
          connect(draft, from, to, kindOf(to.node), outputOf(from.node, from.port));
        });
      },
    };
  };

  const links = [
    ...outputs.flatMap(({ port }) =>
      others.flatMap((other) =>
        slotsOf(body, other, kindOf(other)).flatMap((slot) => link({ node: id, port }, { node: other, slot }) ?? []),
      ),
    ),
    ...slots.flatMap(({ slot }) =>
      others.flatMap((other) =>
        Object.keys(kindOf(other)?.outputs ?? {}).flatMap(
          (port) => link({ node: other, port }, { node: id, slot }) ?? [],
        ),
      ),
    ),
  ];
  const { x, y } = placeOf(body, id);
  const fresh = (port: string, type: Port, side: 'input' | 'output'): Entry => ({
    id: `new-${side}-${port}`,
    text: side === 'output' ? words.palette.newAfter(portTitle(port)) : words.palette.newBefore(portTitle(port)),
    more: portName(type),
    icon: (
      <span style={{ color: portColour(type), display: 'grid' }}>
        <SocketShape port={type} isFilled size={12} />
      </span>
    ),
    pick() {
      const at = { x: side === 'output' ? x + widthOf(body.nodes[id]!.type) + 80 : x - 80, y: y + 50 };
      editor.dialog.set({ kind: 'nodes', at, from: { node: id, port, side } });
    },
  });
  return [
    ...links,
    ...outputs.map(({ port, type }) => fresh(port, type, 'output')),
    ...slots
      .filter(({ slot }) => kind.inputs[slot] && body.nodes[id]?.inputs?.[slot] === undefined)
      .map(({ slot, type }) => fresh(slot, type, 'input')),
  ];
}

/** What can be fed of a node: its inputs, those that are not fed first, and then its params. */
function slotsOf(body: Body, id: string, kind: Parameters<typeof slotPort>[0] | undefined): readonly string[] {
  if (!kind) return [];
  const inputs = Object.keys(kind.inputs);
  const isFed = (slot: string): boolean => body.nodes[id]?.inputs?.[slot] !== undefined;
  return [...inputs.filter((slot) => !isFed(slot)), ...inputs.filter(isFed), ...Object.keys(kind.params)];
}
