import type { Json } from '@moodwire/engine';

/** A value that was written as text, as a param or port of this kind wants it; text where it can't be read so. */
export function inputValue(kind: string | undefined, text: string): Json {
  switch (kind) {
    case 'float':
    case 'int':
    case 'seed':
    case 'number':
    case 'integer':
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
    case 'bool':
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'colour':
      return text.trim().toLowerCase();
    case 'curve':
    case 'numbers':
    case 'texts':
      return parsed(text);
    default:
      return text;
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
