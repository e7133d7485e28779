import { portColour } from '../shape/ports.js';
import { useStore } from '../store/use-store.js';
import './overlay-layer.css';
import { linePath } from '../scene/scene.js';
import { toScreen } from '../scene/viewport.js';
import { useStage } from './stage-context.js';

/** What is drawn over the canvas while a gesture goes on: the link on its way, a selection, guides. */
export function OverlayLayer() {
  const { overlay, linking } = useStage();
  const { box, lasso, guides } = useStore(overlay);
  const link = useStore(linking);
  // The canvas moves without it while there is nothing to draw.
  return box || lasso || guides || link ? <Marks /> : null;
}

function Marks() {
  const { session, overlay, linking } = useStage();
  const { box, lasso, guides } = useStore(overlay);
  const link = useStore(linking);
  const viewport = useStore(session.viewport);
  const at = (x: number, y: number) => toScreen(viewport, { x, y });
  const { k } = viewport;
  const start = link && at(link.start.x, link.start.y);
  const end = link && at(link.end.x, link.end.y);
  const [from, to] = link?.side === 'input' ? [end, start] : [start, end];
  return (
    <>
      <svg className="canvas-overlay" aria-hidden="true">
        {guides?.map((guide) => {
          const [a, b] =
            guide.axis === 'x'
              ? [at(guide.at, guide.from), at(guide.at, guide.to)]
              : [at(guide.from, guide.at), at(guide.to, guide.at)];
          return <line key={`${guide.axis}${guide.at}`} className="guide" x1={a.x} y1={a.y} x2={b.x} y2={b.y} />;
        })}
        {box && <rect className="selecting" {...at(box.x, box.y)} width={box.w * k} height={box.h * k} />}
        {lasso && (
          <polygon className="selecting" points={lasso.map((p) => Object.values(at(p.x, p.y)).join()).join(' ')} />
        )}
        {link && from && to && (
          <path
            className={link.over?.reason === undefined ? 'linking' : 'linking is-refused'}
            d={linePath(from.x, from.y, to.x, to.y, [])}
            style={{ color: portColour(link.type) }}
          />
        )}
      </svg>
      {link?.over?.reason !== undefined && end && (
        <div className="linking-reason" role="status" style={{ left: end.x + 14, top: end.y + 14 }}>
          {link.over.reason}
        </div>
      )}
    </>
  );
}
