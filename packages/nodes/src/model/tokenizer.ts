import { Tokenizer } from '@huggingface/tokenizers';
import { type Host, type ModelPart, MoodwireError } from '@moodwire/engine';
import { understood } from './broken.js';
import { readModelJson } from './model-file.js';

const FILE = 'tokenizer/tokenizer.json';
const CONFIG = 'tokenizer/tokenizer_config.json';

export type WordTokenizer = {
  /** Ids of a text. Throws `MoodwireError` when there are more than `limit`. */
  encode(text: string, limit: number): number[];
  decode(ids: readonly number[]): string;
  /** The id of one token. Throws `MoodwireError` when the model has no such token. */
  id(token: string): number;
};

/** The tokenizer of a model, read once for each process. */
export function openTokenizer(host: Host, part: ModelPart): Promise<WordTokenizer> {
  return host.resources.get(`tokenizer:${part.hash}`, async () => {
    const json = await readModelJson(host, part, FILE);
    // It names the token that stands for a word that is not known.
    const config = await readModelJson(host, part, CONFIG);
    const tokenizer = await understood(part.name, FILE, 'is no tokenizer that can be used', () => {
      const made = new Tokenizer(json as object, config as object);
      const { ids } = made.encode('a'); // what is missing shows only in use
      if (ids.some((id: number | undefined) => id === undefined))
        throw new Error('it has no token for a word that it does not know');
      return made;
    });
    return {
      encode(text, limit) {
        const { ids } = tokenizer.encode(text, { add_special_tokens: false });
        if (ids.length > limit) {
          throw new MoodwireError(
            `the instruction has ${ids.length} words for "${part.name}", expected at most ${limit}`,
          );
        }
        return ids;
      },
      decode: (ids) => tokenizer.decode([...ids], { skip_special_tokens: true }),
      id(token) {
        const id = tokenizer.token_to_id(token);
        if (id === undefined) throw new MoodwireError(`model "${part.name}" has no token ${token}`);
        return id;
      },
    };
  });
}
