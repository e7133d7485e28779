import type { ViewportControl } from '../overlay/use-viewport.js';
import { useWords } from '../words/words.js';

/** Out, in, 1:1 and all of it, and how large it is seen now. */
export function ZoomTools({ port }: { readonly port: ViewportControl }) {
  const words = useWords().look;
  return (
    <>
      <button type="button" className="modal-button" aria-label={words.zoomOut} onClick={() => port.zoom(0.8)}>
        −
      </button>
      <span className="modal-percent" role="status" aria-label={words.zoom}>
        {Math.round(port.view.scale * 100)} %
      </span>
      <button type="button" className="modal-button" aria-label={words.zoomIn} onClick={() => port.zoom(1.25)}>
        +
      </button>
      <button type="button" className="modal-button" title={words.fullSizeHint} onClick={() => port.show(1)}>
        1:1
      </button>
      <button type="button" className="modal-button" title={words.fitHint} onClick={port.fit}>
        {words.fit}
      </button>
    </>
  );
}
