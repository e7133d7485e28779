import { loadModel } from './load.js';

/** Opening models. */
export const modelPack = { name: 'model', nodes: [loadModel] };
