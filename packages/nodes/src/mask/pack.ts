import { paint } from './paint.js';

/** Where an edit may go: masks that you paint. */
export const maskPack = { name: 'mask', nodes: [paint] };
