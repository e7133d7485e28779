import { compareImages } from './compare.js';
import { fill } from './fill.js';
import { frame } from './frame.js';
import { grid } from './grid.js';
import { label } from './label.js';
import { load } from './load.js';
import { preview } from './preview.js';
import { resize } from './resize.js';
import { save } from './save.js';
import { size } from './size.js';
import { toneCurve } from './tone-curve.js';

/** Opening, measuring, showing, changing, arranging and writing pictures. */
export const imagePack = {
  name: 'image',
  nodes: [load, save, preview, compareImages, resize, toneCurve, label, frame, grid, fill, size],
};
