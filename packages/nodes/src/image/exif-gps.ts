const GPS = 0x8825;
/** Bytes of one value of each TIFF type, from 1 on. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

/**
 * Wipes where a photo was taken from an EXIF block, in place and at its length: the GPS directory, its values, and the
 * entry that leads there. Takes the block with or without JPEG's `Exif\0\0` in front. Says whether there was something.
 */
export function wipeGps(block: Uint8Array): boolean {
  const prefixed = Buffer.from(block.subarray(0, 6)).toString('latin1') === 'Exif\0\0';
  const exif = prefixed ? block.subarray(6) : block;
  if (exif.length < 14) return false;
  const view = new DataView(exif.buffer, exif.byteOffset, exif.length);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return false;
  const little = order === 0x4949;
  let found = false;
  const seen = new Set<number>();
  // The photo's directory, and the one of its thumbnail behind it.
  for (let at = view.getUint32(4, little); at > 0 && at + 2 <= exif.length && !seen.has(at); ) {
    seen.add(at);
    let count = Math.min(view.getUint16(at, little), Math.floor((exif.length - at - 2) / 12));
    for (let n = 0; n < count; n++) {
      const entry = at + 2 + 12 * n;
      if (view.getUint16(entry, little) !== GPS) continue;
      found = true;
      wipeDirectory(exif, view, view.getUint32(entry + 8, little), little);
      const end = at + 2 + 12 * count;
      // The others close up; what follows them, the way to the next directory, comes with them.
      const tail = Math.min(end + 4, exif.length);
      exif.copyWithin(entry, entry + 12, tail);
      exif.fill(0, tail - 12, tail);
      view.setUint16(at, --count, little);
      n--;
    }
    const next = at + 2 + 12 * count;
    at = next + 4 <= exif.length ? view.getUint32(next, little) : 0;
  }
  return found;
}

function wipeDirectory(exif: Uint8Array, view: DataView, at: number, little: boolean): void {
  if (at < 8 || at + 2 > exif.length) return;
  const count = Math.min(view.getUint16(at, little), Math.floor((exif.length - at - 2) / 12));
  for (let n = 0; n < count; n++) {
    const entry = at + 2 + 12 * n;
    const bytes = (TYPE_BYTES[view.getUint16(entry + 2, little)] ?? 1) * view.getUint32(entry + 4, little);
    const value = view.getUint32(entry + 8, little);
    if (bytes > 4 && value >= 8) exif.fill(0, Math.min(value, exif.length), Math.min(value + bytes, exif.length));
  }
  exif.fill(0, at, Math.min(at + 2 + 12 * count + 4, exif.length));
}
