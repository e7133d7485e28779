import type { Port } from '@moodwire/engine/graph';

export type SocketForm = 'square' | 'circle' | 'diamond' | 'triangle';

type Look = { readonly colour: string; readonly form: SocketForm };

const LOOKS: Readonly<Record<string, Look>> = {
  mllm: { colour: '--t-mllm', form: 'square' },
  unet: { colour: '--t-model', form: 'square' },
  vae: { colour: '--t-vae', form: 'square' },
  latent: { colour: '--t-latent', form: 'circle' },
  image: { colour: '--t-image', form: 'circle' },
  mask: { colour: '--t-mask', form: 'circle' },
  condition: { colour: '--t-condition', form: 'diamond' },
  prompt: { colour: '--t-condition', form: 'diamond' },
  emotion: { colour: '--t-emotion', form: 'diamond' },
  text: { colour: '--t-text', form: 'triangle' },
  number: { colour: '--t-number', form: 'triangle' },
  integer: { colour: '--t-number', form: 'triangle' },
  boolean: { colour: '--t-number', form: 'triangle' },
};
const ANY: Look = { colour: '--t-any', form: 'circle' };

/** What a list holds; of several that are taken, the first. */
function plain(port: Port): Port | undefined {
  let at: Port | undefined = port;
  while (at && (at.kind === 'list' || at.kind === 'either')) at = at.of?.[0];
  return at;
}

const lookOf = (port: Port): Look => {
  const kind = plain(port)?.kind;
  return kind !== undefined && Object.hasOwn(LOOKS, kind) ? LOOKS[kind]! : ANY;
};

/** The colour of a port's sockets and links, as a CSS value: `var(--t-image)`. */
export const portColour = (port: Port): string => `var(${lookOf(port).colour})`;

/** The form of a port's sockets, which says the same as its colour: ■ models, ● tensors, ◆ conditions, ▷ plain values. */
export const portShape = (port: Port): SocketForm => lookOf(port).form;

/** Lists are drawn with their form doubled. */
export const isListPort = (port: Port): boolean => port.kind === 'list';
