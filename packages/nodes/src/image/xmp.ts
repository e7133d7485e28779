const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const NAMESPACE = 'urn:moodwire:graph:1';
const OPEN = '<moodwire:graph>';
const CLOSE = '</moodwire:graph>';

/** An XMP packet with a graph; what an earlier packet says stays beside it, but for where the photo was taken. */
export function xmpWithGraph(earlier: string | undefined, graph: string): string {
  const description = `<rdf:Description rdf:about="" xmlns:moodwire="${NAMESPACE}">${OPEN}${graph}${CLOSE}</rdf:Description>`;
  const kept = earlier === undefined ? undefined : withoutOwn(xmpWithoutGps(earlier));
  const end = kept?.lastIndexOf('</rdf:RDF>') ?? -1;
  if (kept !== undefined && end >= 0 && kept.includes(RDF))
    return `${kept.slice(0, end)}${description}${kept.slice(end)}`;
  const open = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">';
  return `${open}<rdf:RDF xmlns:rdf="${RDF}">${description}</rdf:RDF></x:xmpmeta><?xpacket end="r"?>`;
}

/** A packet without the properties that say where the photo was taken. */
export function xmpWithoutGps(xmp: string): string {
  return xmp
    .replace(/\s[\w.-]+:GPS\w*\s*=\s*("[^"]*"|'[^']*')/g, '')
    .replace(/<([\w.-]+:GPS\w*)(\s[^<>]*)?(\/>|>[\s\S]*?<\/\1\s*>)/g, '');
}

/** The text of the graph in a packet; it holds no sign that XML would have to escape. */
export function graphInXmp(xmp: string): string | undefined {
  const start = xmp.indexOf(OPEN);
  const end = xmp.indexOf(CLOSE, start);
  return start < 0 || end < 0 ? undefined : xmp.slice(start + OPEN.length, end);
}

function withoutOwn(packet: string): string {
  const xmp = packet.replace(/\sxmpNote:HasExtendedXMP\s*=\s*("[^"]*"|'[^']*')/g, '');
  const start = xmp.indexOf(`<rdf:Description rdf:about="" xmlns:moodwire="${NAMESPACE}">`);
  if (start < 0) return xmp;
  const close = '</rdf:Description>';
  const end = xmp.indexOf(close, start);
  return end < 0 ? xmp : xmp.slice(0, start) + xmp.slice(end + close.length);
}
