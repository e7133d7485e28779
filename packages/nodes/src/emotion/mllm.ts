import {
  EMOTIONS,
  type Emotion,
  floats,
  type Host,
  type ModelPart,
  type Prompt,
  type Tensor,
  tensor,
} from '@moodwire/engine';
import { manifestOf } from '../model/manifest.js';
import { openSession, type Session } from '../model/session.js';
import { openTokenizer } from '../model/tokenizer.js';

/** A low-rank edit of the MLP down-projections: `y = Wk + scale · (k·a)·b` at each edited layer. */
export type EicEdit = {
  /** float32 `[layers, d_ff, rank]`. */
  readonly a: Tensor;
  /** float32 `[layers, rank, d]`. */
  readonly b: Tensor;
  readonly scale: number;
};

/** Below this the best of the eight is a guess, and the picture is called neutral. */
const SURE = 0.5;

/** What the vision encoder sees in planar RGB 0..1 `[3, size, size]`: patches for the decoder, and the emotion. */
export async function seePicture(
  host: Host,
  mllm: ModelPart,
  planes: Float32Array,
): Promise<{ imageEmbeds: Tensor; emotion: Emotion }> {
  const { manifest } = await manifestOf(host, mllm);
  const session = await openSession(host, mllm, 'mllm/vision_encoder/model.onnx');
  const pixels = tensor(
    planes.map((value) => value * 2 - 1),
    [1, 3, manifest.size, manifest.size],
  );
  const seen = await session.run({ pixel_values: pixels }, ['image_embeds', 'emotion_logits', 'valence_arousal']);
  const probabilities = softmax(floats(seen.emotion_logits));
  const best = probabilities.indexOf(Math.max(...probabilities));
  const [valence = 0, arousal = 0] = floats(seen.valence_arousal);
  return {
    imageEmbeds: seen.image_embeds,
    emotion: { name: probabilities[best]! >= SURE ? EMOTIONS[best]! : 'neutral', probabilities, valence, arousal },
  };
}

/** The words that the model reads: the source emotion is always named, the target never needs to be. */
const promptText = (prompt: Prompt): string => `[feels: ${prompt.source}] ${prompt.instruction}`.trim();

/** Runs the decoder on a prompt, under an edit if one is given, for the condition tokens. */
export async function runDecoder(host: Host, prompt: Prompt, edit?: EicEdit): Promise<Tensor> {
  const { manifest } = await manifestOf(host, prompt.mllm);
  const tokenizer = await openTokenizer(host, prompt.mllm);
  const session = await openSession(host, prompt.mllm, 'mllm/decoder/model.onnx');
  const ids = tokenizer.encode(promptText(prompt), manifest.mllm.maxTokens);
  const feeds = decoderFeeds(manifest.mllm, prompt.imageEmbeds, ids, edit);
  const { condition } = await session.run(feeds, ['condition']);
  return condition;
}

type Dims = { readonly dim: number; readonly hiddenFf: number; readonly editLayers: readonly number[] };

function decoderFeeds(dims: Dims, imageEmbeds: Tensor, ids: readonly number[], edit: EicEdit | undefined) {
  const layers = dims.editLayers.length;
  return {
    image_embeds: imageEmbeds,
    input_ids: { dtype: 'int64', shape: [1, ids.length], data: BigInt64Array.from(ids, BigInt) } as const,
    eic_a: edit?.a ?? tensor(new Float32Array(layers * dims.hiddenFf), [layers, dims.hiddenFf, 1]),
    eic_b: edit?.b ?? tensor(new Float32Array(layers * dims.dim), [layers, 1, dims.dim]),
    eic_scale: tensor(Float32Array.of(edit?.scale ?? 0), [1]),
  };
}

/** Lets the language head write, one greedy word after another, until it ends the sentence. */
export async function describePicture(
  host: Host,
  mllm: ModelPart,
  imageEmbeds: Tensor,
  signal: AbortSignal,
): Promise<string> {
  const { manifest } = await manifestOf(host, mllm);
  const tokenizer = await openTokenizer(host, mllm);
  const session = await openSession(host, mllm, 'mllm/decoder/model.onnx');
  const { describePrompt, eosToken, maxTokens } = manifest.mllm;
  const ids = tokenizer.encode(describePrompt, maxTokens);
  const eos = tokenizer.id(eosToken);
  const written: number[] = [];
  while (ids.length < maxTokens) {
    signal.throwIfAborted();
    const next = await nextWord(session, decoderFeeds(manifest.mllm, imageEmbeds, ids, undefined));
    if (next === eos) break;
    ids.push(next);
    written.push(next);
  }
  return tokenizer.decode(written);
}

async function nextWord(session: Session, feeds: ReturnType<typeof decoderFeeds>): Promise<number> {
  const { logits } = await session.run(feeds, ['logits']);
  const vocabulary = logits.shape.at(-1)!;
  const last = floats(logits).subarray(-vocabulary);
  return last.indexOf(Math.max(...last));
}

function softmax(logits: Float32Array): number[] {
  const top = Math.max(...logits);
  const weights = Array.from(logits, (logit) => Math.exp(logit - top));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
