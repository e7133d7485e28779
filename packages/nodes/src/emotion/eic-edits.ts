import type { EmotionName, Host, ModelPart, Tensor } from '@moodwire/engine';
import { broken, understood } from '../model/broken.js';
import { manifestOf } from '../model/manifest.js';
import { readModelTensors } from '../model/model-file.js';
import { widen } from '../model/safetensors.js';

/** The low-rank factors of one fitted conversion: `a` float32 `[layers, d_ff, rank]`, `b` float32 `[layers, rank, d]`. */
export type Conversion = { readonly a: Tensor; readonly b: Tensor };

/**
 * The conversion from one emotion to another that ships with the model. Where both are the same, the one from neutral
 * is used: the picture is to show more of what it shows already.
 */
export async function shippedConversion(
  host: Host,
  mllm: ModelPart,
  source: EmotionName | 'neutral',
  target: EmotionName,
): Promise<Conversion> {
  const { manifest } = await manifestOf(host, mllm);
  const { file } = manifest.eic;
  const tensors = await host.resources.get(`eic:${mllm.hash}`, () => readModelTensors(host, mllm, file));
  const name = `${source === target ? 'neutral' : source}/${target}`;
  const [a, b] = [tensors.get(`a/${name}`), tensors.get(`b/${name}`)];
  if (!a || !b) throw broken(mllm.name, file, `holds no conversion ${name}`);
  return understood(mllm.name, file, 'cannot be used', () => ({ a: widen(a), b: widen(b) }));
}
