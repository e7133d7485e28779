import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import type { Pipe } from '@moodwire/engine';
import { createSocketPipe } from './socket-pipe.js';

/** The file descriptor of a device process that leads to its engine: the fourth of its `stdio`, a `pipe`. */
const LOCAL_FD = 3;

/** The engine's end of the pipe to a child process that was just spawned. */
export function pipeToChild(child: ChildProcess, maxText: number): Pipe {
  return createSocketPipe(child.stdio[LOCAL_FD] as Socket, { role: 'local', mask: 'none', maxText });
}

/** The child process's end. */
export function pipeToParent(maxText: number): Pipe {
  const socket = new Socket({ fd: LOCAL_FD, readable: true, writable: true });
  return createSocketPipe(socket, { role: 'local', mask: 'none', maxText });
}
