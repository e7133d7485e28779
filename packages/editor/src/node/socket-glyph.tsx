import type { Port } from '@moodwire/engine/graph';
import { isListPort, portColour, portShape } from '../shape/ports.js';
import './socket-glyph.css';

/** The glyph of a socket as a plain box, which costs less to paint than a drawing: there are hundreds on the canvas. */
export function SocketGlyph({ port, isFilled }: { readonly port: Port; readonly isFilled: boolean }) {
  const list = isListPort(port) ? ' is-list' : '';
  return (
    <i
      className={`glyph glyph-${portShape(port)}${isFilled ? ' is-filled' : ''}${list}`}
      style={{ color: portColour(port) }}
    />
  );
}
