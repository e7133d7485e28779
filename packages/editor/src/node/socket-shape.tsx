import type { Port } from '@moodwire/engine/graph';
import { isListPort, portColour, portShape, type SocketForm } from '../shape/ports.js';

const FORMS: Readonly<Record<SocketForm, string>> = {
  square: 'M2 2h8v8h-8z',
  circle: 'M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9z',
  diamond: 'M6 .6L11.4 6L6 11.4L.6 6z',
  triangle: 'M2 1.3L10.8 6L2 10.7z',
};

/** The glyph of a socket, 12 px, with the form and colour of its type; hollow while nothing is connected. */
export function SocketShape({ port, isFilled, size = 12 }: { port: Port; isFilled: boolean; size?: number }) {
  const colour = portColour(port);
  const path = FORMS[portShape(port)];
  return (
    <svg className="socket-shape" width={size} height={size} viewBox="0 0 12 12" overflow="visible" aria-hidden="true">
      {isListPort(port) && (
        <path d={path} transform="translate(3 -2.5)" fill="var(--s-node)" stroke={colour} strokeWidth="1.25" />
      )}
      <path
        d={path}
        fill={isFilled ? colour : 'var(--s-node)'}
        stroke={colour}
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
    </svg>
  );
}
