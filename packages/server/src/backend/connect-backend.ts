import { readFileSync } from 'node:fs';
import { createRemoteBackend, MoodwireError, messageOf, type RemoteBackend } from '@moodwire/engine';
import { AGENT } from '../device/agent.js';
import { connectPipe } from '../link/upgrade-client.js';
import { workspaceSecret } from './workspace-secret.js';

/** How long a broken connection is tried again before the run goes on elsewhere. */
const PATIENCE_MS = 10_000;
const MOST_TEXT = 64 * 2 ** 20;

export type BackendAddress = {
  readonly url: string;
  readonly token?: string | undefined;
  /** A file with the certificates of authorities to trust, as PEM. */
  readonly ca?: string | undefined;
};

/** The backend at a URL such as `ws://host:8190`, as its user finds it again in each process. Connects when it is used. */
export function connectBackend({ url, token, ca }: BackendAddress): RemoteBackend {
  const trusted = ca === undefined ? undefined : readCertificate(ca);
  const connect = () => connectPipe(url, { token, ca: trusted, maxText: MOST_TEXT });
  return createRemoteBackend({
    name: url,
    agent: AGENT,
    workspace: workspaceSecret,
    patienceMs: PATIENCE_MS,
    isFar: true,
    connect,
  });
}

function readCertificate(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new MoodwireError(`the certificate ${file} can't be read (${messageOf(error)})`);
  }
}
