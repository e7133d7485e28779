/** The name of a port as people read it: `inputFile` is `input file`. */
export const portTitle = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
