export { lines } from './lines.js';
export { textList } from './list.js';
export { textPack } from './pack.js';
export { template } from './template.js';
