export { lines } from './lines.js';
export { textPack } from './pack.js';
export { template } from './template.js';
