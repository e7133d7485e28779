export { loadModel } from './load.js';
export { type Manifest, readManifest } from './manifest.js';
export { modelPack } from './pack.js';
export { openSession, type Session } from './session.js';
