import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { layeredGraph } from './graph.mjs';

const PAGES = fileURLToPath(new URL('pages/', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };

/**
 * Builds the peers' pages and serves them with the graphs, all compressed.
 * @returns `{ url, stop }`
 */
export async function servePeerPages(sizes) {
  const folder = await mkdtemp(join(tmpdir(), 'moodwire-bench-'));
  const input = ['xyflow', 'litegraph'].map((name) => join(PAGES, `${name}.html`));
  await build({
    root: PAGES,
    configFile: false,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, target: 'esnext', rolldownOptions: { input } },
  });
  const graphs = new Map(
    sizes.map((size) => [`/graphs/bench-${size}`, gzipSync(JSON.stringify({ graph: layeredGraph(size) }))]),
  );
  const files = new Map();
  const fileAt = async (path) => {
    if (!files.has(path)) files.set(path, gzipSync(await readFile(join(folder, path))));
    return files.get(path);
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    try {
      const body = graphs.get(pathname) ?? (await fileAt(pathname));
      const type = TYPES[extname(pathname) || '.json'] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip', 'content-length': body.length });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
