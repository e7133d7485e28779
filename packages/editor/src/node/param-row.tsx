import { type GraphNode, type Json, parseEndpoint } from '@moodwire/engine/graph';
import { useStage } from '../canvas/stage-context.js';
import { bodyOf } from '../document/body.js';
import { exposedAs } from '../edit/interface.js';
import { shownSubgraph } from '../session/session.js';
import { useSelected } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import { Widget } from '../widget/widget-view.js';
import { isWide } from '../widget/widget-for.js';
import type { Geometry, Row } from './geometry.js';
import { portTitle } from './node-view.js';
import { PortSocket } from './port-socket.js';
import { useParam } from './use-param.js';

type Props = {
  readonly id: string;
  readonly row: Extract<Row, { readonly kind: 'param' }>;
  readonly node: GraphNode;
  readonly geometry: Geometry;
};

/** A setting of a node: its widget, or what feeds it. */
export function ParamRow({ id, row, node, geometry }: Props) {
  const { session } = useStage();
  const words = useWords().node;
  const { name, param, isFed } = row;
  const exposed = useSelected(session.document, (graph) => {
    const body = bodyOf(graph, shownSubgraph(session));
    return body && exposedAs(body, 'inputs', `${id}.${name}`);
  });
  const { value, widget } = useParam(id, name, param, node);
  const style = { top: row.y, height: row.h };
  const mark =
    exposed !== undefined ? (
      <span className="param-exposed" role="img" aria-label={words.exposed(exposed)} title={words.exposed(exposed)}>
        ⇥
      </span>
    ) : null;
  if (isFed) {
    const from = parseEndpoint([node.inputs![name]!].flat()[0] ?? '');
    return (
      <div className="node-row node-ports" style={style} data-param={`${id}.${name}`}>
        <PortSocket id={id} name={name} side="input" geometry={geometry} isFilled />
        <span className="port-name">
          {portTitle(name)} {mark}
        </span>
        <span className="port-name port-from">{from && words.from(`${from.node}.${from.port}`)}</span>
      </div>
    );
  }
  const wide = isWide(param, name);
  return (
    <div
      className={wide ? 'node-row param param-wide' : 'node-row param'}
      style={style}
      data-param={`${id}.${name}`}
      title={wide ? undefined : param.help}
    >
      <PortSocket id={id} name={name} side="input" geometry={geometry} isFilled={false} />
      {!wide && (
        <span className="param-name">
          {portTitle(name)}
          {mark}
        </span>
      )}
      <div className="param-widget" data-widget="">
        <Widget {...widget} value={value as Json} />
      </div>
    </div>
  );
}
