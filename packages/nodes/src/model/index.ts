export { loadModel } from './load.js';
export { type Manifest, readManifest } from './manifest.js';
export { parseSafetensors } from './safetensors.js';
export { openSession, type Session } from './session.js';
