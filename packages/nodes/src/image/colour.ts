/** The red, green and blue of `#rrggbb`, each in 0..255. */
export function parseColour(colour: string): [red: number, green: number, blue: number] {
  const bits = Number.parseInt(colour.slice(1), 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}
