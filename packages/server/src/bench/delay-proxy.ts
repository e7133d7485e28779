import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

// A process of its own: the timers of one that is at work come late.

/** From one socket to another, each piece after a while, in order and as many at once as there are. */
function carry(from: Socket, to: Socket, delayMs: number): void {
  from.on('data', (piece) => setTimeout(() => to.write(piece), delayMs));
  from.on('end', () => setTimeout(() => to.end(), delayMs));
  from.on('error', () => to.destroy());
  from.on('close', () => setTimeout(() => to.destroy(), delayMs));
}

/** Listens on a port that leads to another, as far away as a round trip of `rtt` milliseconds. */
async function listen(target: number, rtt: number): Promise<number> {
  const server = createServer((near) => {
    const far = connect({ port: target, host: '127.0.0.1', noDelay: true });
    near.setNoDelay(true);
    carry(near, far, rtt / 2);
    carry(far, near, rtt / 2);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const { port, rtts } = JSON.parse(process.argv[2]!) as { port: number; rtts: readonly number[] };
process.on('disconnect', () => process.exit());
process.send!(await Promise.all(rtts.map((rtt) => listen(port, rtt))));
