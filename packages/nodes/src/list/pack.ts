import { join } from './join.js';
import { pick } from './pick.js';

/** Lists of anything: to pick from, and to join. */
export const listPack = { name: 'list', nodes: [pick, join] };
