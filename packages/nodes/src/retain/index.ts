export { type MaskOptions, type RelevanceMask, relevanceToMask } from './mask.js';
export { resizeMask } from './resize.js';
export { retainGlobal, retainRegion } from './retain.js';
