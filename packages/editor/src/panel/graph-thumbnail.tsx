import { memo, useMemo } from 'react';
import type { Body } from '../document/body.js';
import { thumbnailOf } from './thumbnail.js';
import './graph-thumbnail.css';

/** A graph in small, drawn from its document: boxes tinted by what their nodes deal with, and links. */
export const GraphThumbnail = memo(function GraphThumbnail({ body }: { readonly body: Body }) {
  const { width, height, boxes, groups, lines } = useMemo(() => thumbnailOf(body), [body]);
  // Small graphs are not blown up, and wide ones keep lines that can be seen.
  const [w, h] = [Math.max(width, 900), Math.max(height, 500)];
  const view = `${(width - w) / 2} ${(height - h) / 2} ${w} ${h}`;
  return (
    <svg className="graph-thumbnail" viewBox={view} preserveAspectRatio="xMidYMid meet" aria-hidden="true">
      {groups.map((box) => (
        <rect
          key={`${box.x} ${box.y}`}
          className="graph-thumbnail-group"
          x={box.x}
          y={box.y}
          width={box.w}
          height={box.h}
          rx="24"
        />
      ))}
      {lines.map(({ x1, y1, x2, y2, tint }, at) => {
        const bend = Math.max(40, Math.abs(x2 - x1) / 2);
        return (
          <path
            // Two links can lie on each other.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={at}
            d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
            style={{ stroke: `var(--t-${tint})` }}
          />
        );
      })}
      {boxes.map(({ x, y, w, h, tint }) => (
        <g key={`${x} ${y}`} style={{ fill: `var(--t-${tint})`, stroke: `var(--t-${tint})` }}>
          <rect className="graph-thumbnail-node" x={x} y={y} width={w} height={h} rx="18" />
          <rect className="graph-thumbnail-head" x={x + 18} y={y + 20} width={w * 0.5} height="14" rx="7" />
        </g>
      ))}
    </svg>
  );
});
