const ORIENTATION = 0x0112;
const SHORT = 3;

/**
 * A copy of an EXIF block whose orientation says "upright", for samples that have been turned already. Takes the block
 * with or without JPEG's `Exif\0\0` in front and gives it without. `undefined` for bytes that are no TIFF structure.
 */
export function uprightExif(block: Uint8Array): Uint8Array | undefined {
  const prefixed = Buffer.from(block.subarray(0, 6)).toString('latin1') === 'Exif\0\0';
  const exif = new Uint8Array(prefixed ? block.subarray(6) : block);
  const view = new DataView(exif.buffer, exif.byteOffset, exif.length);
  if (exif.length < 14) return undefined;
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const little = order === 0x4949;
  if (view.getUint16(2, little) !== 42) return undefined;
  const directory = view.getUint32(4, little);
  if (directory + 2 > exif.length) return exif;
  const entries = view.getUint16(directory, little);
  for (let entry = directory + 2, n = 0; n < entries && entry + 12 <= exif.length; n++, entry += 12) {
    if (view.getUint16(entry, little) !== ORIENTATION) continue;
    view.setUint16(entry + 2, SHORT, little);
    view.setUint32(entry + 4, 1, little);
    view.setUint32(entry + 8, 0, little);
    view.setUint16(entry + 8, 1, little);
  }
  return exif;
}
