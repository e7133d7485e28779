import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const FONTS = new URL('../../fonts/', import.meta.url);

/** The family that captions are set in: shipped, so that they look the same everywhere, also where no font is. */
export const FONT_FAMILY = 'DejaVu Sans';

let opened: Promise<unknown> | undefined;

/** Makes the shipped font known to the text renderer of this process. */
export async function openFont(): Promise<void> {
  opened ??= register();
  await opened;
}

async function register(): Promise<void> {
  if (process.platform === 'linux' && !existsSync('/etc/fonts/fonts.conf')) {
    process.env['FONTCONFIG_FILE'] ??= fileURLToPath(new URL('fonts.conf', FONTS));
  }
  // A font file named in one text is known to every later one, and SVG has no way to name a file.
  const fontfile = fileURLToPath(new URL('DejaVuSans.ttf', FONTS));
  await sharp({ text: { text: '.', font: FONT_FAMILY, fontfile } })
    .raw()
    .toBuffer();
}
