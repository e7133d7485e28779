import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What a build of the editor is made of; nothing else is served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

const COMPRESSED = /^(text|application\/(json|wasm|manifest)|image\/svg)/;

type EditorFile = { readonly bytes: Buffer; readonly packed?: Buffer; readonly type: string; readonly etag: string };

/** The files of the built editor. */
export type EditorFiles = {
  /**
   * Answers with a file, by its path in the folder; gives `false` where there is none. One that is `isFixed` has its hash
   * in its name, and is never asked for again.
   */
  send(path: string, isFixed: boolean, request: FastifyRequest, reply: FastifyReply): Promise<boolean>;
};

/** Each file is read and compressed once, and again when it was built anew. */
export function openEditorFiles(folder: string): EditorFiles {
  const known = new Map<string, { readonly version: string; readonly file: Promise<EditorFile> }>();

  async function find(path: string): Promise<EditorFile | undefined> {
    const type = TYPES[extname(path)];
    // Each part begins with what begins a name: there is no way up, no hidden file, and no path of another disk.
    if (type === undefined || !/^\w[\w.-]*(\/\w[\w.-]*)*$/.test(path)) return undefined;
    const place = join(folder, path);
    const [real, root, facts] = await Promise.all([realpath(place), realpath(folder), stat(place)]).catch(() => []);
    if (!real?.startsWith(root + sep) || !facts.isFile()) return undefined;
    const version = `${facts.mtimeMs}|${facts.size}`;
    const before = known.get(path);
    if (before?.version === version) return before.file;
    const file = read(real, type);
    known.set(path, { version, file });
    file.catch(() => known.delete(path));
    return file;
  }

  return {
    async send(path, isFixed, request, reply) {
      const file = await find(path);
      if (!file) return false;
      const { bytes, packed, type, etag } = file;
      void reply.headers({ etag, 'cache-control': isFixed ? 'public, max-age=31536000, immutable' : 'no-cache' });
      if (packed) void reply.header('vary', 'accept-encoding');
      // Also where nothing is sent: what a page may do goes by it, and browsers take that from the newest answer.
      void reply.type(type);
      if (request.headers['if-none-match'] === etag) {
        await reply.code(304).send();
        return true;
      }
      const isPacked = packed !== undefined && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
      if (isPacked) void reply.header('content-encoding', 'gzip');
      await reply.send(isPacked ? packed : bytes);
      return true;
    },
  };
}

async function read(path: string, type: string): Promise<EditorFile> {
  const bytes = await readFile(path);
  const packed = COMPRESSED.test(type) ? await promisify(gzip)(bytes, { level: 9 }) : undefined;
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
  return { bytes, ...(packed && packed.length < bytes.length && { packed }), type, etag };
}
