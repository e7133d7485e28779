import { randomBytes, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { createRemoteBackend, MoodwireError, messageOf, type RemoteBackend } from '@moodwire/engine';
import { AGENT } from '../device/agent.js';
import { connectPipe } from '../link/upgrade-client.js';
import { isLoopback } from './check-safety.js';
import { workspaceSecret } from './workspace-secret.js';

/** How long a broken connection is tried again before the run goes on elsewhere. */
const PATIENCE_MS = 10_000;
const MOST_TEXT = 64 * 2 ** 20;

type BackendAddress = {
  readonly url: string;
  readonly token?: string | undefined;
  /** A file with the certificates of authorities to trust beside those that are known, as PEM. */
  readonly ca?: string | undefined;
  /** Allows the token to go over the network in the clear. */
  readonly isInsecure?: boolean | undefined;
  /** Finds nothing there of what was made before. */
  readonly isFresh?: boolean | undefined;
};

/**
 * The backend at a URL such as `ws://host:8190`, as its user finds it again in each process. Connects when it is used.
 * Throws `MoodwireError` where strangers could read the token on its way, or `ca` is no certificate.
 */
export function connectBackend({ url, token, ca, isInsecure, isFresh }: BackendAddress): RemoteBackend {
  if (token !== undefined && !isInsecure) refuseClear(url);
  const fresh = randomBytes(32).toString('hex');
  const trusted = ca === undefined ? undefined : [...rootCertificates, readCertificate(ca)];
  const connect = () => connectPipe(url, { token, ca: trusted, maxText: MOST_TEXT });
  return createRemoteBackend({
    name: url,
    agent: AGENT,
    workspace: isFresh ? async () => fresh : workspaceSecret,
    patienceMs: PATIENCE_MS,
    isFar: true,
    connect,
  });
}

/** Where other machines run the networks, as a user says it. */
export type BackendOptions = {
  /** Their addresses, such as `ws://192.168.1.20:8190`; several share the work. */
  readonly backends?: readonly string[];
  /** What they were started with. */
  readonly token?: string;
  /** A file with certificates to trust for `wss://`, beside those that are known. */
  readonly ca?: string;
  /** Lets the token go over the network in the clear. */
  readonly insecure?: boolean;
  /** `false` finds nothing there of what was made before. */
  readonly cache?: boolean;
};

/**
 * The backends at these addresses that can be reached; `onTrouble` is told of the others. Throws `MoodwireError` where
 * none can be.
 */
export async function connectBackends(
  options: BackendOptions,
  onTrouble: (message: string) => void,
): Promise<RemoteBackend[]> {
  const { backends: urls = [], token, ca, insecure, cache } = options;
  if (!Array.isArray(urls))
    throw new MoodwireError(`backends: found ${JSON.stringify(urls)}, expected a list of addresses`);
  const backends = [...new Set(urls)].map((url) =>
    connectBackend({ url, token, ca, isInsecure: insecure, isFresh: cache === false }),
  );
  // Only one that was reached knows how much it does at once.
  const reached = await Promise.allSettled(backends.map((backend) => backend.ready!()));
  const failed = reached.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  const there = backends.filter((_, at) => reached[at]!.status === 'fulfilled');
  await Promise.all(backends.filter((backend) => !there.includes(backend)).map((backend) => backend.close()));
  if (there.length === 0 && failed.length > 0) throw failed[0];
  for (const reason of failed) onTrouble(`${messageOf(reason)}; going on without it`);
  return there;
}

/** Over `ws://` the token can be read by all who are between, and who has it can run nodes there. */
function refuseClear(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'ws:' || isLoopback(parsed.hostname)) return;
  throw new MoodwireError(
    `the token would go to ${parsed.host} in the clear: use wss://, a tunnel to 127.0.0.1, or --insecure where the network is trusted`,
  );
}

function readCertificate(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    new X509Certificate(text); // of several, the first: the others are read when they are used
    return text;
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).syscall === undefined;
    const expected = isThere ? ': expected one as PEM, which begins with -----BEGIN CERTIFICATE-----' : '';
    throw new MoodwireError(`the certificate ${file} can't be read (${messageOf(error)})${expected}`);
  }
}
