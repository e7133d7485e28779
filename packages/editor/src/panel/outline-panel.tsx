import { type KeyboardEvent, memo, type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { bodyOf } from '../document/body.js';
import { editShown } from '../edit/draft.js';
import { placeOfProblem } from '../edit/fixes.js';
import { removeNodes } from '../edit/nodes.js';
import type { Editor } from '../editor/editor.js';
import type { NodeRun } from '../session/graph-run.js';
import { pathPrefix, type Session, shownSubgraph } from '../session/session.js';
import { useSelected, useStore } from '../store/use-store.js';
import { durationText } from '../words/measures.js';
import { useWords } from '../words/words.js';
import { ChevronIcon, TrashIcon } from './icons.js';
import { type OutlineNode, type OutlinePart, outlineOf, spokenNode, stateText } from './outline.js';
import { Empty, IconButton, Panel } from './panel.js';
import { tintOf } from './thumbnail.js';
import './outline-panel.css';

export type OutlinePanelProps = {
  readonly editor: Editor;
  /** Shows a node of the body that is drawn on the canvas, and gives it the focus. */
  onJump(id: string): void;
  /** Takes a node away; as an edit of the document unless given. */
  onRemove?(id: string): void;
  /** More that can be done with a node, beside it: buttons, with `tabIndex` -1. */
  renderActions?(id: string): ReactNode;
};

/** The graph that is drawn, as a tree that can be read and walked with keys alone. */
export function OutlinePanel(props: OutlinePanelProps) {
  const session = useStore(props.editor.active);
  const trail = useStore(session.trail);
  return <Outline key={`${session.id} ${trail.map(({ node }) => node).join('/')}`} session={session} {...props} />;
}

/** Where in the tree one is: a node, or a part of it. */
type Spot = { readonly id: string; readonly part?: string };

const spotKey = ({ id, part }: Spot): string => (part === undefined ? id : `${id} ${part}`);

function Outline(props: OutlinePanelProps & { readonly session: Session }) {
  const { session, editor, onJump, onRemove, renderActions } = props;
  const all = useWords();
  const words = all.panel.outline;
  const graph = useStore(session.document);
  const resolved = useStore(session.resolved);
  const selection = useStore(session.selection);
  const subgraph = shownSubgraph(session);
  const body = bodyOf(graph, subgraph);
  const nodes = useMemo(
    () => (body ? outlineOf(body, (id) => resolved.nodeOf(id, subgraph), words) : []),
    [body, resolved, subgraph, words],
  );
  const problems = useMemo(() => {
    const counts = new Map<string, number>();
    for (const problem of resolved.problems) {
      const place = placeOfProblem(problem);
      if (place.node === undefined || place.subgraph !== subgraph) continue;
      counts.set(place.node, (counts.get(place.node) ?? 0) + 1);
    }
    return counts;
  }, [resolved, subgraph]);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [spot, setSpot] = useState<Spot>();
  const tree = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', at: 0 });
  const current = spot && nodes.some(({ id }) => id === spot.id) ? spot : nodes[0] && { id: nodes[0].id };

  const rows = nodes.flatMap((node): readonly Spot[] => [
    { id: node.id },
    ...(open.has(node.id) ? node.parts.map(({ key }) => ({ id: node.id, part: key })) : []),
  ]);

  const focus = useCallback((to: Spot | undefined): void => {
    if (!to) return;
    setSpot(to);
    tree.current?.querySelector<HTMLElement>(`[data-spot="${CSS.escape(spotKey(to))}"]`)?.focus();
  }, []);

  const setExpanded = useCallback((id: string, isOpen: boolean): void => {
    setOpen((now) => {
      const next = new Set(now);
      if (isOpen) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);

  function jump(at: Spot): void {
    const part = nodes.find(({ id }) => id === at.id)?.parts.find(({ key }) => key === at.part);
    onJump(part?.leadsTo ?? at.id);
  }

  function remove(id: string): void {
    const at = nodes.findIndex((node) => node.id === id);
    const next = nodes[at + 1] ?? nodes[at - 1];
    const label = words.removed(nodes[at]!.title);
    if (onRemove) onRemove(id);
    else editShown(session, label, (draft) => removeNodes(draft, new Set([id])));
    editor.status.set(label);
    focus(next && { id: next.id });
  }

  function find(letter: string, from: number): void {
    const now = Date.now();
    const text = now - typed.current.at < 700 ? typed.current.text + letter : letter;
    typed.current = { text, at: now };
    const start = nodes.findIndex(({ id }) => id === rows[from]!.id) + (text.length === 1 ? 1 : 0);
    const turned = [...nodes.slice(start), ...nodes.slice(0, start)];
    const found = turned.find(({ title }) => title.toLowerCase().startsWith(text.toLowerCase()));
    if (found) focus({ id: found.id });
  }

  function onKey(event: KeyboardEvent): void {
    if (!current || event.target instanceof HTMLButtonElement) return;
    const at = rows.findIndex((row) => spotKey(row) === spotKey(current));
    const isOpen = open.has(current.id);
    const isNode = current.part === undefined;
    if (event.key === 'ArrowDown') focus(rows[at + 1]);
    else if (event.key === 'ArrowUp') focus(rows[at - 1]);
    else if (event.key === 'Home') focus(rows[0]);
    else if (event.key === 'End') focus(rows.at(-1));
    else if (event.key === 'ArrowRight' && isNode) {
      if (isOpen) focus(rows[at + 1]?.part === undefined ? undefined : rows[at + 1]);
      else setExpanded(current.id, true);
    } else if (event.key === 'ArrowLeft') {
      if (!isNode) focus({ id: current.id });
      else if (isOpen) setExpanded(current.id, false);
    } else if (event.key === '*') setOpen(new Set(nodes.map(({ id }) => id)));
    else if (event.key === 'Enter') jump(current);
    else if ((event.key === 'Delete' || event.key === 'Backspace') && isNode) remove(current.id);
    else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      find(event.key, at);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <Panel title={words.title} className="outline-panel">
      {nodes.length === 0 && <Empty title={words.empty}>{words.emptyHelp}</Empty>}
      <div ref={tree} className="outline" role="tree" aria-label={words.tree} tabIndex={-1} onKeyDown={onKey}>
        {nodes.map((node, at) => (
          <NodeRow
            key={node.id}
            node={node}
            session={session}
            problems={problems.get(node.id) ?? 0}
            place={at + 1}
            count={nodes.length}
            isOpen={open.has(node.id)}
            isSelected={selection.has(node.id)}
            current={current?.id === node.id ? (current.part ?? '') : undefined}
            onSpot={setSpot}
            onExpand={setExpanded}
            onJump={jump}
            onRemove={remove}
            renderActions={renderActions}
          />
        ))}
      </div>
    </Panel>
  );
}

/** For the eye a mark and the time are enough. */
const markOf = (run: NodeRun | undefined): string | undefined =>
  run?.state === 'done' ? `✓ ${durationText(run.milliseconds)}` : undefined;

type NodeRowProps = {
  readonly node: OutlineNode;
  readonly session: Session;
  readonly problems: number;
  readonly place: number;
  readonly count: number;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  /** The part that has the tree's tab stop, '' for the node itself. */
  readonly current: string | undefined;
  onSpot(spot: Spot): void;
  onExpand(id: string, isOpen: boolean): void;
  onJump(spot: Spot): void;
  onRemove(id: string): void;
  readonly renderActions: OutlinePanelProps['renderActions'];
};

const NodeRow = memo(function NodeRow(props: NodeRowProps) {
  const { node, session, problems, place, count, isOpen, isSelected, current } = props;
  const { onSpot, onExpand, onJump, onRemove, renderActions } = props;
  const all = useWords();
  const { id } = node;
  const path = pathPrefix(session) + id;
  const run = useSelected(
    session.run,
    useCallback((now) => now?.nodes[path], [path]),
  );
  const state = node.mode === undefined ? (markOf(run) ?? stateText(run, all.run.node)) : all.run.node[node.mode];
  const stateKind = node.mode ?? run?.state ?? 'idle';
  return (
    // The keys are those of the tree around it.
    <>
      <div
        className={`outline-row is-${stateKind}`}
        role="treeitem"
        aria-level={1}
        aria-expanded={isOpen}
        aria-setsize={count}
        aria-posinset={place}
        aria-selected={isSelected}
        tabIndex={current === '' ? 0 : -1}
        data-spot={spotKey({ id })}
        onFocus={() => onSpot({ id })}
        onClick={() => onJump({ id })}
        onKeyDown={() => {}}
      >
        <span
          className="outline-twist"
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            onExpand(id, !isOpen);
          }}
        >
          <ChevronIcon />
        </span>
        <span className="panel-spoken">{spokenNode(node, run, problems, all)}</span>
        <i className="outline-tint" style={{ background: `var(--t-${tintOf(node.type)})` }} />
        <span className="outline-text" aria-hidden="true">
          <b>{node.title}</b>
          <small>{node.type}</small>
        </span>
        {problems > 0 && (
          <span className="outline-problems" aria-hidden="true">
            {all.panel.outline.problems(problems)}
          </span>
        )}
        {state !== '' && problems === 0 && (
          <span className="outline-state" aria-hidden="true">
            {state}
          </span>
        )}
        <span className="outline-actions">
          {renderActions?.(id)}
          <IconButton label={`${all.panel.queue.delete} ${node.title}`} tabIndex={-1} onClick={() => onRemove(id)}>
            <TrashIcon />
          </IconButton>
        </span>
      </div>
      {isOpen &&
        node.parts.map((part, at) => (
          <PartRow
            key={part.key}
            id={id}
            part={part}
            place={at + 1}
            count={node.parts.length}
            isCurrent={current === part.key}
            onSpot={onSpot}
            onJump={onJump}
          />
        ))}
    </>
  );
});

function PartRow(props: {
  readonly id: string;
  readonly part: OutlinePart;
  readonly place: number;
  readonly count: number;
  readonly isCurrent: boolean;
  onSpot(spot: Spot): void;
  onJump(spot: Spot): void;
}) {
  const { id, part, place, count, isCurrent, onSpot, onJump } = props;
  const spot = { id, part: part.key };
  return (
    <div
      className={`outline-row outline-part is-${part.kind}`}
      role="treeitem"
      aria-level={2}
      aria-selected={false}
      aria-setsize={count}
      aria-posinset={place}
      tabIndex={isCurrent ? 0 : -1}
      data-spot={spotKey(spot)}
      onFocus={() => onSpot(spot)}
      onClick={() => onJump(spot)}
      onKeyDown={() => {}}
    >
      {part.text}
    </div>
  );
}
