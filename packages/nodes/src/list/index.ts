export { join } from './join.js';
export { listPack } from './pack.js';
export { pick } from './pick.js';
