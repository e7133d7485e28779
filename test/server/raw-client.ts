import { workspace } from './conformance.js';
import { later, until } from './link.js';
import { chunk, type OpenPipe, openPipe, type Wire } from './protocol-client.js';

/** Says to a backend what it likes, right or wrong, and keeps what comes. */
export type RawClient = {
  readonly pipe: OpenPipe;
  readonly heard: Wire[];
  readonly state: { code: number | undefined; payload: number };
  hello(more?: Readonly<Record<string, unknown>>): Promise<Wire>;
  say(...messages: readonly (object | string)[]): void;
  chunk(...given: Parameters<typeof chunk>): void;
  /** The next message of this kind, or one that came before. */
  hears(op: string): Promise<Wire>;
  /** Why the backend refused, once the pipe is closed. */
  refusal(): Promise<string>;
};

export async function raw(url: string): Promise<RawClient> {
  const heard: Wire[] = [];
  const state: RawClient['state'] = { code: undefined, payload: 0 };
  const pipe = await openPipe(url, {
    text: (message) => heard.push(message),
    binary: (bytes) => {
      state.payload += bytes.length - 16;
    },
    close: (code) => {
      state.code = code;
    },
  });
  later(() => pipe.socket.destroy());
  pipe.socket.on('error', () => {});
  const find = (op: string): Wire | undefined => heard.find((message) => message.op === op);
  async function hears(op: string): Promise<Wire> {
    await until(() => find(op) !== undefined || state.code !== undefined, `"${op}" came`);
    const message = find(op);
    if (!message) throw new Error(`closed with ${state.code} after ${JSON.stringify(heard).slice(-500)}`);
    return message;
  }
  return {
    pipe,
    heard,
    state,
    hears,
    hello(more = {}) {
      const standing = { session: null, received: 0, transfers: {} };
      pipe.text({ op: 'hello', protocol: 1, agent: 'raw', workspace: workspace(), ...standing, ...more });
      return hears('welcome');
    },
    say(...messages) {
      for (const message of messages) pipe.text(message);
    },
    chunk: (...given) => void pipe.write(2, chunk(...given)),
    async refusal() {
      const refused = await hears('refused');
      await until(() => state.code !== undefined, 'the pipe was closed');
      if (state.code !== 1008) throw new Error(`closed with ${state.code}`);
      return String(refused['message']);
    },
  };
}
