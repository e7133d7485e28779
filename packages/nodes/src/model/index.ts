export { fromHalves, toHalves } from './half.js';
export { loadModel } from './load.js';
export { type Manifest, precisionOf, readManifest, readManifestIn } from './manifest.js';
export { modelPack } from './pack.js';
export { openSession, type Session } from './session.js';
