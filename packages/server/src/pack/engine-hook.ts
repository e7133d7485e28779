// Loaded by Node into the thread that resolves imports; nothing of the app is there.

type Resolved = { url: string; format?: string | null | undefined; shortCircuit?: boolean | undefined };

let ours: Readonly<Record<string, string>> = {};

/** Takes the addresses of the app's own packages. */
export function initialize(data: Readonly<Record<string, string>>): void {
  ours = data;
}

/** Gives the app's own packages by their names, and leaves all else to Node. */
export function resolve<C, R extends Resolved | Promise<Resolved>>(
  specifier: string,
  context: C,
  next: (specifier: string, context: C) => R,
): R | Resolved {
  return Object.hasOwn(ours, specifier) ? { url: ours[specifier]!, shortCircuit: true } : next(specifier, context);
}
