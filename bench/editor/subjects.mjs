import { readFileSync } from 'node:fs';
import { serveMoodwire } from './moodwire.mjs';
import { hasEditor } from './parts.mjs';
import { servePeerPages } from './peer-pages.mjs';

const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;

/**
 * What is measured: a name, and where it opens a graph of a size.
 * @returns `{ subjects, stop }`; Moodwire is among them when its editor is built
 */
export async function openSubjects(sizes) {
  const peers = await servePeerPages(sizes);
  const own = hasEditor() ? await serveMoodwire(sizes) : undefined;
  const peer = (name, version) => ({
    name,
    version,
    urlOf: (size) => `${peers.url}/${name}.html?graph=bench-${size}`,
  });
  const subjects = [peer('xyflow', versionOf('@xyflow/react')), peer('litegraph', versionOf('@comfyorg/litegraph'))];
  if (own) subjects.unshift({ name: 'Moodwire', urlOf: (size) => `${own.url}/?graph=bench-${size}` });
  return {
    subjects,
    async stop() {
      await peers.stop();
      await own?.stop();
    },
  };
}
