export { maskPack } from './pack.js';
export { paint } from './paint.js';
