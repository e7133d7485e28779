import { portName } from '@moodwire/engine/graph';
import { fitsLinking } from '../canvas/gesture/link.js';
import { useStage } from '../canvas/stage-context.js';
import type { Geometry } from '../shape/geometry.js';
import { useSelected } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import { SocketGlyph } from './socket-glyph.js';

type Props = {
  readonly id: string;
  readonly name: string;
  readonly side: 'input' | 'output';
  readonly geometry: Geometry;
  readonly isFilled: boolean;
  /** At its place in the node, not in a row. */
  readonly isBare?: boolean;
};

/** A socket. While a link is drawn, those that it cannot go to are dimmed. */
export function PortSocket({ id, name, side, geometry, isFilled, isBare = false }: Props) {
  const { linking } = useStage();
  const words = useWords().node;
  const socket = geometry.sockets.find((one) => one.side === side && one.name === name);
  const fit = useSelected(linking, (now) => {
    if (!now || !socket) return 'plain';
    if (now.node === id) return now.port === name && now.side === side ? 'start' : 'dim';
    if (now.over?.node === id && now.over.slot === name && now.side !== side) return 'target';
    return fitsLinking(now, side, socket.port) ? 'fits' : 'dim';
  });
  if (!socket) return null;
  const type = portName(socket.port);
  return (
    <span
      className={`socket socket-${side} socket-${fit}${socket.isParam && !isFilled ? ' socket-param' : ''}`}
      style={isBare ? { top: socket.y - 12 } : undefined}
      data-socket={`${id}.${name}`}
      data-side={side}
      title={words.socket(name, type, side === 'input' && !socket.isOptional && !isFilled)}
    >
      <SocketGlyph port={socket.port} isFilled={isFilled} />
    </span>
  );
}
