import { type AnyNode, type GraphNode, parseEndpoint } from '@moodwire/engine/graph';
import { useStage } from '../canvas/stage-context.js';
import { bodyOf } from '../document/body.js';
import { exposedAs } from '../edit/interface.js';
import { shownSubgraph } from '../session/session.js';
import { useSelected } from '../store/use-store.js';
import { Widget } from '../widget/widget-view.js';
import { useWords } from '../words/words.js';
import type { Geometry, Row } from './geometry.js';
import { PortSocket } from './port-socket.js';
import { portTitle } from './port-title.js';
import { useParam } from './use-param.js';

type Props = {
  readonly id: string;
  readonly row: Extract<Row, { readonly kind: 'param' }>;
  readonly node: GraphNode;
  readonly kind: AnyNode;
  readonly geometry: Geometry;
};

/** A setting of a node: its widget, or what feeds it. */
export function ParamRow({ id, row, node, kind, geometry }: Props) {
  const { session } = useStage();
  const words = useWords().node;
  const { name, param, isFed } = row;
  const exposed = useSelected(session.document, (graph) => {
    const body = bodyOf(graph, shownSubgraph(session));
    return body && exposedAs(body, 'inputs', `${id}.${name}`);
  });
  const widget = useParam(id, name, param, node);
  const style = { top: row.y, height: row.h };
  const mark = exposed !== undefined && (
    <span className="param-exposed" role="img" aria-label={words.exposed(exposed)} title={words.exposed(exposed)} />
  );
  if (isFed) {
    const from = parseEndpoint([node.inputs![name]!].flat()[0] ?? '');
    return (
      <div className="node-row node-ports" style={style} data-param={`${id}.${name}`}>
        <PortSocket id={id} name={name} side="input" geometry={geometry} isFilled />
        <span className="port-name">{portTitle(name)}</span>
        {mark}
        <span className="port-name port-from">{from && words.from(`${from.node}.${from.port}`)}</span>
      </div>
    );
  }
  return (
    <div className="node-row param" style={style} data-param={`${id}.${name}`}>
      {param.kind !== 'subgraph' && (
        <PortSocket id={id} name={name} side="input" geometry={geometry} isFilled={false} />
      )}
      {mark}
      <Widget {...widget} name={name} siblings={kind.params} isMask={node.type === 'mask/paint'} />
    </div>
  );
}
