import { existsSync } from 'node:fs';

const isThere = (path) => existsSync(new URL(path, import.meta.url));

/** Are the peers installed, and what measures them? */
export const arePeersInstalled = () =>
  ['@xyflow/react', '@comfyorg/litegraph', 'vite', 'playwright-core'].every((name) =>
    isThere(`../node_modules/${name}/package.json`),
  );

/** Is Moodwire's editor built? */
export const hasEditor = () => isThere('../../packages/editor/dist/index.html');
