import { said } from './said.js';

/** Deeper than any type that is meant. */
const DEEPEST = 20;

/** What is wrong with a port that was declared, such as `{}` where image() was meant. */
export function portProblem(port: unknown, isInput = false, depth = 0): string | undefined {
  if (typeof port !== 'object' || port === null || Array.isArray(port)) {
    return `${said(port)} is no port; declare one, such as image() or number()`;
  }
  if (depth > DEEPEST) return `a type in a type, more than ${DEEPEST} deep`;
  const { kind, traits, of, optional, lazy } = port as Record<string, unknown>;
  if (typeof kind !== 'string' || kind === '') {
    return `its kind is ${said(kind)}; declare it as a port, such as image() or number()`;
  }
  if (optional !== undefined && !(isInput && optional === true)) {
    return 'only an input is optional; write optional(image()) there, and nothing elsewhere';
  }
  if (lazy !== undefined && !(isInput && lazy === true)) {
    return 'only an input is lazy; write lazy(image()) there, and nothing elsewhere';
  }
  if (traits !== undefined && !isTraits(traits)) return `its traits are ${said(traits)}; expected words or numbers`;
  return innerProblem(kind, of, depth);
}

function innerProblem(kind: string, of: unknown, depth: number): string | undefined {
  if (of !== undefined && !Array.isArray(of)) return `its "of" is ${said(of)}; expected a list of ports`;
  if (kind === 'list' && of?.length !== 1) return 'a list is of one type; write list(image())';
  if (kind === 'either' && !of?.length) return 'a choice has alternatives; write either(image(), mask())';
  for (const inner of of ?? []) {
    const wrong = portProblem(inner, false, depth + 1);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function isTraits(traits: unknown): boolean {
  return (
    typeof traits === 'object' &&
    traits !== null &&
    Object.values(traits).every((trait) => typeof trait === 'string' || Number.isFinite(trait))
  );
}
