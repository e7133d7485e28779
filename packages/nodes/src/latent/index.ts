export { decode } from './decode.js';
export { encode } from './encode.js';
export { latentPack } from './pack.js';
