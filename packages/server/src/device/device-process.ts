import { Socket } from 'node:net';
import { createFrameReader } from '@moodwire/engine';
import { createHost } from '../host/host.js';
import { loadRegistry } from '../pack/load-registry.js';
import { createDevice } from './device.js';
import type { ToDevice } from './messages.js';
import { writeFrame } from './write-frame.js';

// Ctrl-C reaches the whole process group; the app decides when a device stops.
process.on('SIGINT', () => {});

const { modelRoots, config } = JSON.parse(process.argv[2] ?? '{}') as { modelRoots: string[]; config?: string };
// The app has said what is wrong with the packs.
const { registry } = await loadRegistry({ config: config ?? false });
const socket = new Socket({ fd: 3, readable: true, writable: true });
const host = createHost({ modelRoots });
const device = createDevice(registry, host, (message) => writeFrame(socket, message));
const read = createFrameReader((message) => device.receive(message as ToDevice));
socket.on('data', read);
socket.on('close', () => process.exit(0));
socket.on('error', () => process.exit(0));
