import type { Pack } from '@moodwire/engine';
import { emotionPack } from './emotion/pack.js';
import { imagePack } from './image/index.js';
import { latentPack } from './latent/pack.js';
import { modelPack } from './model/pack.js';

export * from './image/index.js';
export * from './model/index.js';
export * from './retain/index.js';
export * from './scheduler/index.js';
export * from './transfer/index.js';

/** All the packs that ship with Moodwire. */
export const packs: readonly Pack[] = [imagePack, modelPack, latentPack, emotionPack];
