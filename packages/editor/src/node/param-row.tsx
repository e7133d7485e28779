import { type AnyNode, type GraphNode, parseEndpoint } from '@moodwire/engine/graph';
import type { Geometry, Row } from '../shape/geometry.js';
import { portTitle } from '../shape/port-title.js';
import { Widget } from '../widget/widget-view.js';
import { useWords } from '../words/words.js';
import { ExposedMark } from './exposed-mark.js';
import { PortSocket } from './port-socket.js';
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
  const words = useWords().node;
  const { name, param, isFed } = row;
  const widget = useParam(id, name, param, node);
  const style = { top: row.y, height: row.h };
  const mark = <ExposedMark id={id} name={name} />;
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
