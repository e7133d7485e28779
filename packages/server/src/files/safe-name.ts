const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const MOST_BYTES = 200;

/** A name from anywhere as a base name that every platform takes: no folders, no control signs, no names of devices. */
export function safeName(text: string): string {
  const base = text.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = base.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"|?*]/gu, '').replace(/^[\s.]+|[\s.]+$/g, '');
  const short = shorten(plain, MOST_BYTES);
  if (short === '') return 'file';
  return WINDOWS_DEVICE.test(short) ? `_${short}` : short;
}

/** Cuts what stands before the suffix, at a whole sign. */
function shorten(name: string, most: number): string {
  if (Buffer.byteLength(name) <= most) return name;
  const suffix = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
  let stem = '';
  let bytes = suffix.length;
  for (const sign of name.slice(0, name.length - suffix.length)) {
    bytes += Buffer.byteLength(sign);
    if (bytes > most) break;
    stem += sign;
  }
  return `${stem.replace(/[\s.]+$/, '')}${suffix}`;
}
