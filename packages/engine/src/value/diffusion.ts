import type { EmotionName } from './emotion.js';
import type { Tensor } from './tensor.js';

/** One network of a model folder. Its hash covers the weights, so that it is part of the key of all that is computed. */
export type ModelPart = {
  readonly part: 'mllm' | 'unet' | 'vae';
  readonly name: string;
  readonly hash: string;
  /** What runs it, for example `cpu`, and at which precision: both may change the numbers. */
  readonly provider: string;
  readonly precision: string;
};

/** A picture in a VAE's space: float32 `[1, channels, height, width]`, scaled as the diffusion network sees it. */
export type Latent = {
  readonly tensor: Tensor;
  /** The VAE that made it and that can turn it back. */
  readonly vae: ModelPart;
};

/** Condition tokens for cross-attention: float32 `[1, tokens, dim]`. */
export type Condition = {
  readonly tensor: Tensor;
  /** Hash of the model that made it: only that model's UNet understands it. */
  readonly space: string;
  /** The emotion that it asks for, where that is known. */
  readonly target?: EmotionName;
};

/** One number a place, rows from the top. A mask lies in 0..1; a relevance map is only known to be ≥ 0. */
export type Mask = {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
};

/** All that is needed to run the multimodal model again on the same picture and words: what EIC converts. */
export type Prompt = {
  readonly mllm: ModelPart;
  readonly instruction: string;
  readonly source: EmotionName | 'neutral';
  /** What the vision encoder made of the picture: float32 `[1, patches, dim]`. */
  readonly imageEmbeds: Tensor;
};
