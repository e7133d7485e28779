import { choice, defineNode, file, image, int, text } from '@moodwire/engine';
import { writeImage } from './write.js';

export const save = defineNode({
  type: 'image/save',
  title: 'Save picture',
  version: 1,
  summary: 'Writes the picture to a file, whole or not at all, and never over your photo unless you ask for it.',
  inputs: { image: image() },
  params: {
    file: file({
      default: 'picture.png',
      help: 'Where to write. The suffix picks the format: .png, .jpg, .webp, .avif or .tiff.',
      access: 'write',
    }),
    quality: int({
      default: 92,
      min: 1,
      max: 100,
      step: 1,
      help: 'For JPEG, WebP and AVIF: higher keeps more detail and makes a larger file. PNG and TIFF lose nothing.',
    }),
    metadata: choice(['keep', 'strip'], {
      default: 'keep',
      help: 'Strip leaves out what the camera noted, such as when the photo was taken. Where is always left out. Colours stay the same.',
    }),
    workflow: choice(['embed', 'leave out'], {
      default: 'embed',
      help: 'PNG, WebP and JPEG carry the graph that made them, so that you can make them again. Leave out keeps it to yourself.',
    }),
    existing: choice(['number', 'replace'], {
      default: 'number',
      help: 'When the name is taken: number writes name-2, name-3 and so on; replace writes over the old file.',
    }),
  },
  outputs: { image: image(), file: text() },
  runsOn: 'host',
  cache: 'never',
  async run({ inputs, params, host, signal }) {
    const path = await host.outputFile(params.file);
    const workflow = params.workflow === 'embed' ? await host.workflow?.() : undefined;
    signal.throwIfAborted();
    const { file } = await writeImage(inputs.image, path, {
      quality: params.quality,
      strip: params.metadata === 'strip',
      ...(workflow !== undefined && { workflow }),
      overwrite: params.existing,
      signal,
    });
    return { image: inputs.image, file };
  },
});
