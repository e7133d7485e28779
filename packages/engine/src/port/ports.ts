import type { Condition, Latent, Mask, ModelPart, Prompt } from '../value/diffusion.js';
import type { Emotion } from '../value/emotion.js';
import type { Image } from '../value/image.js';
import type { Value } from '../value/value.js';
import type { LazyPort, Port, ValueOf } from './port.js';

type Traits = Readonly<Record<string, string | number>>;

const port = <T>(kind: string, traits?: Traits): Port<T> => (traits ? { kind, traits } : { kind });

/** Takes and gives anything. */
export const any = (): Port<Value> => port('any');
export const image = (): Port<Image> => port('image');
export const mask = (): Port<Mask> => port('mask');
export const latent = (traits?: { channels?: number }): Port<Latent> => port('latent', traits);
export const condition = (): Port<Condition> => port('condition');
export const emotion = (): Port<Emotion> => port('emotion');
export const prompt = (): Port<Prompt> => port('prompt');
export const mllm = (): Port<ModelPart> => port('mllm');
export const unet = (): Port<ModelPart> => port('unet');
export const vae = (): Port<ModelPart> => port('vae');
export const text = (): Port<string> => port('text');
export const number = (): Port<number> => port('number');
export const integer = (): Port<number> => port('integer');
export const boolean = (): Port<boolean> => port('boolean');

export const list = <P extends Port>(item: P): Port<readonly ValueOf<P>[]> => ({ kind: 'list', of: [item] });

export const either = <P extends readonly Port[]>(...options: P): Port<ValueOf<P[number]>> => ({
  kind: 'either',
  of: options,
});

/** Marks an input that may stay unconnected: `run` then finds `undefined` there. */
export const optional = <P extends Port>(inner: P): P & { readonly optional: true } => ({ ...inner, optional: true });

/** Marks an input that is computed only if `run` calls it: `await inputs.image()`. */
export const lazy = <T>(inner: Port<T>): LazyPort<T> => ({ ...inner, lazy: true });
