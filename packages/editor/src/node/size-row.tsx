import type { AnyNode, GraphNode } from '@moodwire/engine/graph';
import { useState } from 'react';
import type { Geometry, Row } from '../shape/geometry.js';
import { SizeField } from '../widget/size-field.js';
import { useWords } from '../words/words.js';
import { ExposedMark } from './exposed-mark.js';
import { PortSocket } from './port-socket.js';
import { useParam } from './use-param.js';

type Props = {
  readonly id: string;
  readonly row: Extract<Row, { readonly kind: 'size' }>;
  readonly node: GraphNode;
  readonly kind: AnyNode;
  readonly geometry: Geometry;
};

/** Width and height of a node on one line. */
export function SizeRow({ id, row, node, kind, geometry }: Props) {
  const words = useWords().node;
  const [isLocked, setLocked] = useState(false);
  const width = useParam(id, 'width', kind.params['width']!, node, `size:${id}`);
  const height = useParam(id, 'height', kind.params['height']!, node, `size:${id}`);
  return (
    <div className="node-row param size-row" style={{ top: row.y, height: row.h }} data-param={`${id}.width`}>
      <PortSocket id={id} name="width" side="input" geometry={geometry} isFilled={false} />
      <PortSocket id={id} name="height" side="input" geometry={geometry} isFilled={false} />
      <ExposedMark id={id} name="width" />
      <ExposedMark id={id} name="height" />
      <span className="size-row-label">{words.size}</span>
      <div className="size-row-fields" data-widget="size">
        <SizeField
          width={{ ...width, value: Number(width.value) }}
          height={{ ...height, value: Number(height.value) }}
          isLocked={isLocked}
          onLock={setLocked}
        />
      </div>
    </div>
  );
}
