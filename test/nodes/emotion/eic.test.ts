import {
  buildGraph,
  type Condition,
  EMOTIONS,
  type EmotionName,
  floats,
  type ModelPart,
  type Prompt,
  type Tensor,
  tensor,
} from '@moodwire/engine';
import { eicConvert, load, loadModel, mllmEncode, openSession, readManifest } from '@moodwire/nodes';
import { createHost, modelRoots } from 'moodwire';
import { afterAll, describe, expect, it } from 'vitest';
import { openStudio, PHOTOS } from './studio.js';

const studio = openStudio(PHOTOS);
afterAll(() => studio.close());

const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
const minus = (a: Float32Array, b: Float32Array): Float32Array => a.map((x, i) => x - b[i]!);

/** For one photo and source: the plain condition, the instructed one and the edited one for each target. */
async function conditions(file: string, source: EmotionName | 'neutral') {
  const g = buildGraph();
  const { image } = g.add('load', load, { file });
  const model = g.add('model', loadModel, {});
  const plain = g.add('plain', mllmEncode, { image, mllm: model.mllm, source });
  const targets = EMOTIONS.filter((target) => target !== source);
  for (const target of targets) {
    g.add(`told-${target}`, mllmEncode, { image, mllm: model.mllm, source, instruction: `make it ${target}` });
    g.add(`edited-${target}`, eicConvert, { prompt: plain.prompt, target });
  }
  const made = await studio.run(g.graph, Object.keys(g.graph.nodes));
  const of = (node: string): Float32Array => floats((made[node]!['condition'] as Condition).tensor);
  return {
    plain: of('plain'),
    targets,
    told: (t: string) => of(`told-${t}`),
    edited: (t: string) => of(`edited-${t}`),
  };
}

describe('EIC', () => {
  it('at scale 0 the condition is the model’s own, number for number', async () => {
    const g = buildGraph();
    const { image } = g.add('load', load, { file: PHOTOS[2]! });
    const model = g.add('model', loadModel, {});
    const { prompt } = g.add('plain', mllmEncode, { image, mllm: model.mllm, source: 'fear' });
    g.add('edited', eicConvert, { prompt, target: 'awe', scale: 0 });
    const made = await studio.run(g.graph, ['plain', 'edited']);
    const [plain, edited] = ['plain', 'edited'].map((node) => (made[node]!['condition'] as Condition).tensor);
    expect(edited!.data).toEqual(plain!.data);
  });

  it.each(['fear', 'contentment', 'neutral'] as const)(
    'the edit alone brings the condition of “[feels: %s]” to that of the instruction, on photos never trained on',
    async (source) => {
      let nearest = 0;
      let count = 0;
      const left: number[] = [];
      for (const file of PHOTOS) {
        const { plain, targets, told, edited } = await conditions(file, source);
        for (const target of targets) {
          left.push(norm(minus(edited(target), told(target))) / norm(minus(plain, told(target))));
          const distances = targets.map((other) => norm(minus(edited(target), told(other))));
          nearest += targets[distances.indexOf(Math.min(...distances))] === target ? 1 : 0;
          count++;
        }
      }
      const mean = left.reduce((a, b) => a + b, 0) / left.length;
      expect(mean).toBeLessThan(0.3);
      expect(nearest / count).toBeGreaterThanOrEqual(0.95);
    },
  );
});

/** The decoder itself, on the patches of a photo. */
async function openDecoder() {
  const host = createHost({ readable: PHOTOS, modelRoots: modelRoots() });
  const g = buildGraph();
  const { image } = g.add('load', load, { file: PHOTOS[1]! });
  const model = g.add('model', loadModel, {});
  g.add('plain', mllmEncode, { image, mllm: model.mllm });
  const made = await studio.run(g.graph, ['plain', 'model']);
  const { imageEmbeds } = made['plain']!['prompt'] as Prompt;
  const { manifest } = await readManifest(host, 'mini');
  const session = await openSession(host, made['model']!['mllm'] as ModelPart, 'mllm/decoder/model.onnx');
  const layers = manifest.mllm.editLayers.length;
  return {
    factors: (rank: number, fill: () => number): [Tensor, Tensor] => [
      tensor(Float32Array.from({ length: layers * manifest.mllm.hiddenFf * rank }, fill), [
        layers,
        manifest.mllm.hiddenFf,
        rank,
      ]),
      tensor(Float32Array.from({ length: layers * rank * manifest.mllm.dim }, fill), [layers, rank, manifest.mllm.dim]),
    ],
    async run([eic_a, eic_b]: [Tensor, Tensor], scale: number): Promise<Float32Array> {
      const { condition } = await session.run(
        {
          image_embeds: imageEmbeds,
          input_ids: { dtype: 'int64', shape: [1, 3], data: BigInt64Array.of(4n, 5n, 6n) },
          eic_a,
          eic_b,
          eic_scale: tensor(Float32Array.of(scale), [1]),
        },
        ['condition'],
      );
      return floats(condition);
    },
  };
}

describe('the exported decoder', () => {
  it('gives exactly its own numbers with an edit of rank 0, with one of zeros, and at scale 0', async () => {
    const decoder = await openDecoder();
    const none = await decoder.run(
      decoder.factors(0, () => 0),
      1,
    );
    const zeros = await decoder.run(
      decoder.factors(3, () => 0),
      1,
    );
    const off = await decoder.run(decoder.factors(3, Math.random), 0);
    const on = await decoder.run(decoder.factors(3, Math.random), 0.1);
    expect(zeros).toEqual(none);
    expect(off).toEqual(none);
    expect(norm(minus(on, none))).toBeGreaterThan(0);
  });
});

describe('the locality of an edit', () => {
  const PLAIN = ['crop the photo', 'sharpen the picture', 'make the table larger', 'no change'];

  it.each(['neutral', ...EMOTIONS] as const)(
    'from %s, prompts that speak of no emotion move by a twentieth at most, whatever the target',
    async (source) => {
      const g = buildGraph();
      const { image } = g.add('load', load, { file: PHOTOS[3]! });
      const model = g.add('model', loadModel, {});
      for (const [i, instruction] of PLAIN.entries()) {
        const { prompt } = g.add(`plain-${i}`, mllmEncode, { image, mllm: model.mllm, source, instruction });
        for (const target of EMOTIONS) if (target !== source) g.add(`${target}-${i}`, eicConvert, { prompt, target });
      }
      const made = await studio.run(g.graph, Object.keys(g.graph.nodes));
      const of = (node: string): Float32Array => floats((made[node]!['condition'] as Condition).tensor);
      const far: string[] = [];
      for (const target of EMOTIONS.filter((name) => name !== source)) {
        for (const [i, instruction] of PLAIN.entries()) {
          const plain = of(`plain-${i}`);
          const moved = norm(minus(of(`${target}-${i}`), plain)) / norm(plain);
          expect(moved).toBeGreaterThan(0); // the edit was there
          if (moved > 0.05) far.push(`${target}, “${instruction}”: ${moved.toFixed(3)}`);
        }
      }
      expect(far).toEqual([]);
    },
  );
});

describe('an instruction', () => {
  it('may hold words that the model does not know', async () => {
    const g = buildGraph();
    const { image } = g.add('load', load, { file: PHOTOS[0]! });
    const model = g.add('model', loadModel, {});
    g.add('read', mllmEncode, { image, mllm: model.mllm, instruction: 'make it flibbertigibbet, äöü 漢字' });
    const made = await studio.run(g.graph, ['read']);
    expect(floats((made['read']!['condition'] as Condition).tensor).every(Number.isFinite)).toBe(true);
  });
});
