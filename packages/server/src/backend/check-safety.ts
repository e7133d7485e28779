import { MoodwireError } from '@moodwire/engine';

/** Is this a name or an address of this machine that no other can reach? */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);

const LEAST_TOKEN = 16;

export type Exposure = {
  readonly host: string;
  readonly token?: string | undefined;
  readonly tls?: object | undefined;
  /** Allows a token to go over the network in the clear. */
  readonly isInsecure: boolean;
};

/** Throws `MoodwireError` where a backend would run nodes for strangers, or let them read its token. */
export function checkSafety({ host, token, tls, isInsecure }: Exposure): void {
  if (token !== undefined) checkToken(token);
  if (isLoopback(host)) return;
  if (token === undefined) {
    throw new MoodwireError(
      `${host} can be reached by others: give a --token, such as "$(openssl rand -hex 16)", or listen on 127.0.0.1 and use a tunnel`,
    );
  }
  if (!tls && !isInsecure) {
    throw new MoodwireError(
      'the token would go over the network in the clear: give --cert and --key, or --insecure where the network is trusted',
    );
  }
}

function checkToken(token: string): void {
  const advice = 'give one such as "$(openssl rand -hex 16)"';
  if (!/^[\x21-\x7e]*$/.test(token)) {
    throw new MoodwireError(`the token has spaces or signs beyond ASCII, which no client can send: ${advice}`);
  }
  if (token.length < LEAST_TOKEN) {
    throw new MoodwireError(`the token has ${token.length} signs, expected at least ${LEAST_TOKEN}: ${advice}`);
  }
}
