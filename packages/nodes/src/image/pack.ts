import { grid } from './grid.js';
import { label } from './label.js';
import { load } from './load.js';
import { preview } from './preview.js';
import { resize } from './resize.js';
import { save } from './save.js';
import { size } from './size.js';

/** Opening, measuring, showing, arranging and writing pictures. */
export const imagePack = { name: 'image', nodes: [load, save, preview, resize, label, grid, size] };
