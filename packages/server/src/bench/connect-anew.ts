import { randomBytes } from 'node:crypto';
import { createRemoteBackend, type RemoteBackend } from '@moodwire/engine';
import { AGENT } from '../device/agent.js';
import { connectPipe } from '../link/upgrade-client.js';

export type AnewOptions = {
  readonly mask?: 'random' | 'zero';
  /** One of its own unless given, which holds nothing yet. */
  readonly workspace?: string;
};

export const newSecret = (): string => randomBytes(32).toString('hex');

/** The backend at `url` as somebody sees it who has never been there. */
export function connectAnew(url: string, { mask, workspace = newSecret() }: AnewOptions = {}): RemoteBackend {
  return createRemoteBackend({
    name: 'the backend',
    agent: AGENT,
    workspace: async () => workspace,
    patienceMs: 0,
    isFar: true,
    connect: () => connectPipe(url, { maxText: 2 ** 24, mask }),
  });
}
