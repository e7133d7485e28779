import { MoodwireError, messageOf } from '@moodwire/engine';

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const unreachable = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ETIMEDOUT', 'EADDRNOTAVAIL']);

/** Why there is no connection, and what to do. `name` is the host as it was given. */
export function connectError(error: NodeJS.ErrnoException, name: string, isTls: boolean): MoodwireError {
  const code = error.code ?? '';
  const say = (text: string) => new MoodwireError(text, { cause: error });
  if (code === 'ECONNREFUSED')
    return say(`nothing listens at ${name}: start \`moodwire backend\` there, and check the port`);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return say(`no machine is called ${name}: check the name, or give its address`);
  if (unreachable.has(code)) return say(`${name} cannot be reached (${code}): check the address and the network`);
  if (untrusted.has(code))
    return say(
      `the certificate of ${name} is signed by nobody that is trusted here (${code}): give the certificate of its authority, or its own if it signed itself (--ca)`,
    );
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return say(
      `the certificate of ${name} is for another name: use the name in it, or give ${name} a certificate of its own`,
    );
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return say(`the certificate of ${name} is not valid today (${code}): renew it, and check the clocks`);
  if (isTls && (code === 'EPROTO' || code.startsWith('ERR_SSL')))
    return say(`${name} does not speak TLS (${code}): use ws:// if it was started without a certificate`);
  if (code.startsWith('HPE_'))
    return say(`${name} does not answer as a Moodwire backend (${code}): check the address and the port`);
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return say(
      `${name} ended the connection without an answer: ${isTls ? 'check the address' : 'use wss:// if it was started with a certificate, else check the address'}`,
    );
  return say(`cannot connect to ${name}: ${messageOf(error) || code}`);
}

/** What an answer other than a WebSocket means, and what to do. `words` are its first line. */
export function answerError(status: number, words: string, name: string): MoodwireError {
  const said = words ? `${status}: ${words}` : `${status}`;
  const sentence = words.replace(/[.:]\s*$/, '') || `it answered ${status}`;
  if (status === 401)
    return new MoodwireError(
      `${name}: ${sentence}; give the token that it was started with (--token, or $MOODWIRE_TOKEN)`,
    );
  if (status === 404 && words.includes('Moodwire'))
    return new MoodwireError(`${name}: ${sentence}; leave the path out of the address`);
  if (status === 403) return new MoodwireError(`${name} refuses (${said}): ask who runs it`);
  if (status === 503) return new MoodwireError(`${name} is busy (${said}): try again later`);
  if (status >= 300 && status < 400)
    return new MoodwireError(`${name} points elsewhere (${said}): give the address of the backend itself`);
  return new MoodwireError(`${name} is not a Moodwire backend (${said}): check the address, the port and the path /v1`);
}
