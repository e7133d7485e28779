/** What browsers show and never run. */
const SHOWN = /^(image\/(png|jpeg|webp|avif|gif)|application\/json|text\/plain)$/;

/**
 * The headers under which a stored file is served. What is not known to be harmless is a download of bytes, whatever it
 * is called.
 */
export function servedAs(type: string, name: string): Readonly<Record<string, string>> {
  const isShown = SHOWN.test(type);
  // RFC 6266: plain signs for old clients, all of them for the others.
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name.replace(/\p{Cs}/gu, '_')).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return {
    'content-type': isShown ? (/^image/.test(type) ? type : `${type}; charset=utf-8`) : 'application/octet-stream',
    'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded}`,
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  };
}
