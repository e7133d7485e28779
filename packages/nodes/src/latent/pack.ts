import { decode } from './decode.js';
import { encode } from './encode.js';

/** Between pictures and the space that diffusion works in. */
export const latentPack = { name: 'latent', nodes: [encode, decode] };
