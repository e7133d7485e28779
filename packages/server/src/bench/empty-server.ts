import type { AddressInfo } from 'node:net';
import fastify from 'fastify';

// The framework alone, in a process of its own: what no server that is built on it can be faster than.
const app = fastify();
app.get('/', async () => ({}));
await app.listen({ host: '127.0.0.1', port: 0 });
process.send!((app.server.address() as AddressInfo).port);
process.once('disconnect', () => process.exit());
