import type { AnyNode, GraphNode } from '@moodwire/engine/graph';
import { type CSSProperties, memo } from 'react';
import { useStage } from '../canvas/stage-context.js';
import { bodyOf, placeOf } from '../document/body.js';
import { editShown } from '../edit/draft.js';
import { renameNode } from '../edit/nodes.js';
import type { NodeRun } from '../session/graph-run.js';
import { pathPrefix, shownSubgraph } from '../session/session.js';
import type { Geometry, Row } from '../shape/geometry.js';
import { useSelected, useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import { CategoryIcon } from './category-icon.js';
import { NodeLook } from './node-look.js';
import { NodeMessage } from './node-message.js';
import './node-view.css';
import { portTitle } from '../shape/port-title.js';
import { ParamRow } from './param-row.js';
import { PortSocket } from './port-socket.js';
import { SizeRow } from './size-row.js';
import { StateChip } from './state-chip.js';

/** A node on the canvas. It reads its own part of the document and of the run, and is drawn anew when that changes. */
export const NodeView = memo(function NodeView({ id }: { readonly id: string }) {
  const { session, view } = useStage();
  const words = useWords();
  const subgraph = shownSubgraph(session);
  const path = `${pathPrefix(session)}${id}`;
  const node = useSelected(session.document, (graph) => bodyOf(graph, subgraph)?.nodes[id]);
  const kind = useSelected(session.resolved, (resolved) => resolved.nodeOf(id, subgraph));
  const geometry = useSelected(view.scene, (scene) => scene.geometry[scene.index.get(id) ?? -1]);
  const isPinned = useSelected(view.scene, ({ body }) => placeOf(body, id).isPinned === true);
  const isSelected = useSelected(session.selection, (keys) => keys.has(id));
  const run = useSelected(session.run, (now) => now?.nodes[path]);
  const hasProblem = useSelected(session.resolved, ({ problems }) => {
    const name = subgraph === undefined ? id : `subgraphs.${subgraph}.${id}`;
    return problems.some((problem) => problem.node === name);
  });
  if (!node || !geometry) return null;
  const title = node.title ?? kind?.title ?? node.type;
  const state = hasProblem ? 'invalid' : (run?.state ?? 'idle');
  const classes = ['node', `node-${state}`];
  if (isSelected) classes.push('is-selected');
  if (node.mode) classes.push(`node-${node.mode}`);
  if (geometry.isCollapsed) classes.push('is-collapsed');
  const saidState = run ? words.node.states[run.state] : words.node.states.idle;
  return (
    <article
      className={classes.join(' ')}
      data-node={id}
      data-state={state}
      style={{ width: geometry.w, height: geometry.h }}
      tabIndex={-1}
      aria-label={words.node.said(title, kind?.title ?? node.type, saidState)}
      aria-describedby={hasProblem || run?.state === 'failed' ? `${id}-message` : undefined}
    >
      <NodeHeader id={id} title={title} node={node} run={run} isPinned={isPinned} isProblem={hasProblem} />
      {geometry.isCollapsed ? (
        <Sockets id={id} geometry={geometry} node={node} kind={kind} />
      ) : (
        <>
          {geometry.rows.map((row) => (
            <NodeRow key={keyOf(row)} id={id} row={row} node={node} kind={kind} geometry={geometry} />
          ))}
          <div className="node-resize" data-resize={id} aria-hidden="true" />
        </>
      )}
      <NodeMessage id={id} path={path} />
    </article>
  );
});

const keyOf = (row: Row): string =>
  row.kind === 'ports' ? `ports-${row.input ?? ''}-${row.output ?? ''}` : row.kind === 'param' ? row.name : row.kind;

type RowProps = {
  readonly id: string;
  readonly row: Row;
  readonly node: GraphNode;
  readonly kind: AnyNode | undefined;
  readonly geometry: Geometry;
};

function NodeRow({ id, row, node, kind, geometry }: RowProps) {
  const style: CSSProperties = { top: row.y, height: row.h };
  if (row.kind === 'look') {
    return (
      <div className="node-row" style={style}>
        <div className={`node-look node-look-${row.shown.kind}`}>
          <NodeLook id={id} node={node} shown={row.shown} />
        </div>
      </div>
    );
  }
  if (row.kind === 'size') {
    return kind && <SizeRow id={id} row={row} node={node} kind={kind} geometry={geometry} />;
  }
  if (row.kind === 'param') {
    return kind && <ParamRow id={id} row={row} node={node} kind={kind} geometry={geometry} />;
  }
  return (
    <div className="node-row node-ports" style={style}>
      {row.input !== undefined && (
        <>
          <PortSocket
            id={id}
            name={row.input}
            side="input"
            geometry={geometry}
            isFilled={node.inputs?.[row.input] !== undefined}
          />
          <span className="port-name">{portTitle(row.input)}</span>
        </>
      )}
      {row.output !== undefined && (
        <>
          <span className="port-name port-out">{portTitle(row.output)}</span>
          <PortSocket id={id} name={row.output} side="output" geometry={geometry} isFilled={isUsed(kind, row.output)} />
        </>
      )}
    </div>
  );
}

/** Whether an output feeds anything is not looked for in each drawing: its links show it. */
const isUsed = (kind: AnyNode | undefined, output: string): boolean => kind?.outputs[output] !== undefined;

function Sockets({ id, geometry, node }: Omit<RowProps, 'row'>) {
  return geometry.sockets
    .filter(({ isParam, name }) => !isParam || node.inputs?.[name] !== undefined)
    .map(({ name, side }) => (
      <PortSocket
        key={`${side}-${name}`}
        id={id}
        name={name}
        side={side}
        geometry={geometry}
        isFilled={side === 'output' || node.inputs?.[name] !== undefined}
        isBare
      />
    ));
}

type HeaderProps = {
  readonly id: string;
  readonly title: string;
  readonly node: GraphNode;
  readonly run: NodeRun | undefined;
  readonly isPinned: boolean;
  readonly isProblem: boolean;
};

function NodeHeader({ id, title, node, run, isPinned, isProblem }: HeaderProps) {
  const { session, writing } = useStage();
  const words = useWords();
  const wanted = useSelected(writing, (now) => (now === id ? 'title' : now === `id:${id}` ? 'id' : undefined));
  const isRenaming = wanted !== undefined;
  const live = useStore(session.run);
  const isLate = live?.state === 'cancelled';
  const done = run?.state === 'running' && run.total ? (run.done ?? 0) / run.total : undefined;

  function rename(text: string): void {
    writing.set(undefined);
    if (wanted === 'id') {
      let name = id;
      editShown(session, words.canvas.renameId, (body) => {
        name = renameNode(body, id, text.trim());
      });
      session.selection.set(new Set([name]));
      return;
    }
    editShown(session, words.canvas.rename, (body) => {
      const draft = body.nodes[id];
      if (!draft) return;
      if (text.trim() === '') delete draft.title;
      else draft.title = text.trim().slice(0, 200);
    });
  }

  return (
    <header className="node-header" data-node-header="">
      <CategoryIcon type={node.type} />
      {isRenaming ? (
        <input
          className="node-title-input"
          defaultValue={wanted === 'id' ? id : title}
          // biome-ignore lint/a11y/noAutofocus: the person asked to type here
          autoFocus
          aria-label={wanted === 'id' ? words.node.id : words.node.title}
          onFocus={(event) => event.target.select()}
          onBlur={(event) => rename(event.target.value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Enter') rename(event.currentTarget.value);
            if (event.key === 'Escape') writing.set(undefined);
          }}
        />
      ) : (
        <span className="node-title" title={`${title} · ${id}`}>
          {title}
        </span>
      )}
      {isPinned && (
        <span className="node-pin" role="img" aria-label={words.node.pinned}>
          ⚲
        </span>
      )}
      {node.map && (
        <span className="chip chip-plain" title={words.node.mapped}>
          × n
        </span>
      )}
      <StateChip run={isLate && run?.state === 'running' ? undefined : run} mode={node.mode} isProblem={isProblem} />
      {done !== undefined && (
        <span className="node-progress" aria-hidden="true">
          <i style={{ width: `${Math.round(done * 100)}%` }} />
        </span>
      )}
    </header>
  );
}
