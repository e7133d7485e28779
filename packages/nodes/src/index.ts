import type { Pack } from '@moodwire/engine';
import { emotionPack } from './emotion/index.js';
import { imagePack } from './image/index.js';
import { latentPack } from './latent/index.js';
import { listPack } from './list/index.js';
import { maskPack } from './mask/index.js';
import { modelPack } from './model/index.js';
import { numberPack } from './number/index.js';
import { textPack } from './text/index.js';

export * from './emotion/index.js';
export * from './image/index.js';
export * from './latent/index.js';
export * from './list/index.js';
export * from './mask/index.js';
export * from './model/index.js';
export * from './number/index.js';
export * from './retain/index.js';
export * from './scheduler/index.js';
export * from './text/index.js';
export * from './transfer/index.js';

/** All the packs that ship with Moodwire. */
export const packs: readonly Pack[] = [
  imagePack,
  modelPack,
  latentPack,
  emotionPack,
  maskPack,
  numberPack,
  textPack,
  listPack,
];
