import { defineNode, file, type Host, image, MoodwireError } from '@moodwire/engine';
import { decodeImage } from './decode.js';
import { readPhotoFile, sha256 } from './photo-file.js';

export const load = defineNode({
  type: 'image/load',
  title: 'Load photo',
  version: 1,
  summary: 'Opens a photo the right way up, with every colour exactly as the camera or your editor left it.',
  inputs: {},
  params: {
    file: file({
      default: 'photo.jpg',
      help: 'The photo to open: JPEG, PNG, WebP, AVIF, TIFF or GIF, up to 268 megapixels.',
      access: 'read',
    }),
  },
  outputs: { image: image() },
  runsOn: 'host',
  async fingerprint({ params, host }) {
    return sha256(await readPhotoFile(await photoFile(params.file, host)));
  },
  async run({ params, host, signal }) {
    return { image: await decodeImage(await photoFile(params.file, host), signal) };
  },
});

async function photoFile(name: string, host: Host): Promise<string> {
  if (name !== '') return host.inputFile(name);
  throw new MoodwireError('no photo is chosen: name one in "file", or drop one on the node in the editor');
}
