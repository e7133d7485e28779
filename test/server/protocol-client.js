import { createHash, randomBytes } from 'node:crypto'; // all else is written from docs/protocol.md alone
import { connect as connectTcp } from 'node:net';

const wide = { F64: Float64Array, I64: BigInt64Array, F32: Float32Array, I32: Int32Array };
const types = { ...wide, U16: Uint16Array, U8: Uint8Array, F16: Uint16Array, BF16: Uint16Array, BOOL: Uint8Array };
const typeOf = (array) => Object.keys(types).find((type) => array instanceof types[type]);
const hidden = { float16: 'F16', bfloat16: 'BF16', bool: 'BOOL' };
const bytesOf = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
const mapFields = (object, change) => Object.fromEntries(Object.entries(object).map(change));
const isStrange = (value) => typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0));
const isPlain = (value) => value === null || typeof value !== 'object';
const product = (shape) => shape.reduce((sum, extent) => sum * extent, 1);
export function encodeValue(root) {
  const [arrays, parts] = [[], []];
  const encode = (value, key, owner) => {
    if (isStrange(value)) return { $number: Object.is(value, -0) ? '-0' : String(value) };
    if (isPlain(value)) return value;
    if (Array.isArray(value)) return value.map((item) => encode(item));
    if (!ArrayBuffer.isView(value))
      return mapFields(value, ([name, field]) => [name.replace(/^\$/, '$$$$'), encode(field, name, value)]);
    const { shape, dtype, width, height, channels = [] } = key === 'data' ? owner : {};
    const said = shape ?? [height, width, channels].flat();
    const fits = product(said) === value.length;
    parts.push(bytesOf(value), Buffer.alloc(-value.byteLength & 7));
    const type = (fits && hidden[dtype]) || typeOf(value);
    return { $array: arrays.push({ dtype: type, shape: fits ? said : [value.length] }) - 1 };
  };
  const [value, content] = [encode(root), Buffer.concat(parts)];
  return { description: { value, arrays, bytes: content.length }, content };
}
export function decodeValue({ value: root, arrays }, content) {
  let offset = 0;
  const views = arrays.map(({ dtype, shape }) => {
    const view = new types[dtype](content.buffer, content.byteOffset + offset, product(shape));
    offset += (view.byteLength + 7) & ~7;
    return view;
  });
  return JSON.parse(JSON.stringify(root), (_, item) => {
    if (isPlain(item) || Array.isArray(item)) return item;
    if ('$array' in item) return views[item.$array];
    if ('$number' in item) return Number(item.$number);
    return mapFields(item, ([name, field]) => [name.replace(/^\$/, ''), field]);
  });
}
export function digestOf(value) {
  const sha = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
  const text = (item) => {
    if (typeof item === 'string') return `s${item.length};${item}`;
    if (typeof item === 'number') return `d${Object.is(item, -0) ? '-0' : item};`;
    return item === null ? 'n;' : item ? 't;' : 'f;';
  };
  const content = (item) => (isPlain(item) && !(item?.length > 64) ? text(item) : digestOf(item));
  if (isPlain(value)) return sha(text(value));
  if (Array.isArray(value)) return sha(`l${value.length};`, ...value.map(digestOf));
  if (ArrayBuffer.isView(value)) return sha(`a${types[typeOf(value)].name}:${value.length};`, bytesOf(value));
  const keys = Object.keys(value).sort();
  return sha(`o${keys.length};`, ...keys.map((key) => text(key) + content(value[key])));
}
export function frame(opcode, payload, mask = randomBytes(4), { length } = payload) {
  const long = [127, 0, 0, 0, 0, length >>> 24, length >>> 16];
  const size = length < 126 ? [] : [...(length < 65536 ? [126] : long), length >>> 8, length];
  const head = Buffer.from([0x80 | opcode, 0x80 | (size.shift() ?? length), ...size]);
  return Buffer.concat([head, mask, payload.map((byte, i) => byte ^ mask[i & 3])]);
}
export const chunk = (transfer, offset, payload, length = payload.length) =>
  Buffer.concat([bytesOf(Uint32Array.of(transfer, length, offset, Math.floor(offset / 2 ** 32))), payload]);
export async function openPipe(url, on, { headers = [], mask } = {}) {
  const { hostname, port, host } = new URL(url);
  const socket = connectTcp(Number(port), hostname).setNoDelay(true);
  const incoming = socket[Symbol.asyncIterator]();
  let input = Buffer.alloc(0);
  const read = async (length) => {
    while (input.length < length) input = Buffer.concat([input, (await incoming.next()).value]);
    const taken = input.subarray(0, length);
    input = input.subarray(length);
    return taken;
  };
  const fields = [
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    ...headers,
  ];
  fields.push('Sec-WebSocket-Protocol: moodwire.1', `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`);
  socket.write(`GET /v1 HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n`);
  let response = '';
  while (!response.endsWith('\r\n\r\n')) response += (await read(1)).toString('latin1');
  if (!response.startsWith('HTTP/1.1 101')) throw Object.assign(new Error(response), { socket: socket.destroy() });
  const write = (opcode, payload) => socket.write(frame(opcode, payload, mask));
  const text = (message) => write(1, Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)));
  const listen = async () => {
    for (let [message, isText] = [[], false]; ; ) {
      const [first, short] = await read(2);
      const wide = short < 126 ? undefined : await read(short === 126 ? 2 : 8);
      const length = wide ? Number(`0x${wide.toString('hex')}`) : short;
      const [opcode, payload] = [first & 15, await read(length)];
      if (opcode === 8 || opcode === 9) write(opcode === 8 ? 8 : 10, payload);
      if (opcode === 8) return length < 2 ? 1005 : payload.readUInt16BE();
      if (opcode > 2) continue;
      if (opcode > 0) isText = opcode === 1;
      message.push(payload);
      if (first < 0x80) continue;
      const whole = Buffer.concat(message.splice(0));
      isText ? on.text(JSON.parse(whole)) : on.binary(whole);
    }
  };
  const ended = listen().catch(() => 1006);
  ended.then((code) => on.close(code, socket.end()));
  return { socket, write, text };
}
export async function connectClient(url, { workspace = randomBytes(32).toString('hex'), on = {}, ...options } = {}) {
  const [sent, outgoing, incoming, waiting] = [[], new Map(), new Map(), new Map()];
  let [pipe, session, isOpen, isOver] = [null, null, false, false];
  let [count, received, window, ids, transfers] = [0, 0, 0, 0, 0];
  const pump = (credit = 0) => {
    window += credit;
    const ready = ([, { content, at }]) => isOpen && window > 0 && at < content.length;
    for (let turn = [...outgoing].filter(ready); turn.length > 0; turn = turn.filter(ready))
      for (const [transfer, part] of turn) {
        const payload = part.content.subarray(part.at, part.at + Math.min(options.piece ?? 65536, window));
        if (payload.length > 0) pipe.write(2, chunk(transfer, part.at, payload));
        part.at += payload.length;
        window -= payload.length;
      }
  };
  const send = (message, content) => {
    const transfer = content?.length > 0 ? ++transfers : undefined;
    sent.push(transfer ? { ...message, transfer } : message);
    count++;
    if (isOpen) pipe.text(sent.at(-1));
    if (transfer) outgoing.set(transfer, { content, at: 0, number: count });
    pump();
  };
  const ask = (message, told = {}, content = undefined) => {
    const id = ++ids;
    const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject, told }));
    send({ ...message, id }, content);
    return Object.assign(answer, { id });
  };
  const answer = (message, content) => {
    const { told, resolve, reject } = waiting.get(message.id) ?? {};
    if (message.arrays) message.decoded = decodeValue(message, content);
    if (['progress', 'preview', 'done', 'failed'].includes(message.op)) return told?.[message.op]?.(message);
    waiting.delete(message.id);
    return message.op === 'error' ? reject(Object.assign(new Error(message.message), message)) : resolve?.(message);
  };
  const forget = (peer) => sent.splice(0, sent.length - (count - peer));
  const begin = (welcome) => {
    if (session && !welcome.isResumed) return finish(new Error('The session is gone'));
    [session, window, isOpen] = [welcome.session, welcome.window, true];
    forget(welcome.received);
    for (const [transfer, part] of outgoing)
      part.at = part.number > welcome.received ? 0 : (welcome.transfers[transfer] ?? part.content.length);
    for (const message of sent) pipe.text(message);
    pump();
    answer({ ...welcome, id: 0 });
  };
  const text = (message) => {
    if (message.op === 'welcome') return begin(message);
    if (message.op === 'ack') return forget(message.received);
    if (message.op === 'credit') return pump(message.bytes);
    if (message.op === 'refused') return finish(Object.assign(new Error(message.message), message));
    if (++received % 32 === 0) pipe.text({ op: 'ack', received });
    if (message.op === 'got') return outgoing.delete(message.transfer);
    if (message.op === 'lost') return on.lost?.(message.digests);
    if (!message.bytes) return answer(message, Buffer.alloc(0));
    return incoming.set(message.transfer, { message, content: Buffer.alloc(message.bytes), at: 0 });
  };
  const binary = (bytes) => {
    const transfer = bytes.readUInt32LE(0);
    const part = incoming.get(transfer);
    part.at += bytes.copy(part.content, part.at, 16);
    pipe.text({ op: 'credit', bytes: bytes.length - 16 });
    if (part.at < part.content.length || !incoming.delete(transfer)) return;
    answer(part.message, part.content);
    send({ op: 'got', transfer });
  };
  const finish = (error) => {
    isOver = true;
    for (const { reject } of waiting.values()) reject(error);
    on.failed?.(error);
  };
  const close = (code) => {
    isOpen = false;
    return isOver ? on.closed?.(code) : open().catch(finish);
  };
  const open = async () => {
    pipe = await openPipe(url, { text, binary, close }, options);
    const standing = { received, transfers: mapFields([...incoming], ([, [transfer, { at }]]) => [transfer, at]) };
    pipe.text({ op: 'hello', protocol: 1, agent: 'test', workspace, session, ...standing });
  };
  const welcome = new Promise((resolve, reject) => waiting.set(0, { resolve, reject }));
  await open();
  const put = (value, digest = digestOf(value), { description, content } = encodeValue(value)) =>
    send({ op: 'put', digest, ...description }, content) ?? digest;
  const run = (nodes, told, priority = 0) => ask({ op: 'run', priority, nodes }, told);
  const bye = () => finish(new Error('Closed'), send({ op: 'bye' }), pipe.write(8, Buffer.of(3, 232)));
  return { welcome: await welcome, put, run, bye, send, ask, cut: () => pipe.socket.destroy() };
}
