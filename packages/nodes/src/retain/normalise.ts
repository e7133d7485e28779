/**
 * What of a relevance map stands above its mean, which is a tone shift and not a place, stretched so that its 1st
 * percentile is 0 and its 99th is 1, and clipped there. All zeros when nothing stands out.
 */
export function normalise(relevance: Float32Array): Float32Array {
  const mean = relevance.reduce((sum, value) => sum + value, 0) / relevance.length;
  const above = relevance.map((value) => Math.max(0, value - mean));
  const sorted = above.toSorted();
  const [low, high] = [percentile(sorted, 0.01), percentile(sorted, 0.99)];
  // A place smaller than a hundredth of the picture lies above the 99th percentile.
  const top = high > low ? high : sorted[sorted.length - 1]!;
  if (!(top > low)) return new Float32Array(relevance.length);
  return above.map((value) => Math.min(1, Math.max(0, (value - low) / (top - low))));
}

function percentile(sorted: Float32Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const value = sorted[below]!;
  return value + (sorted[Math.ceil(place)]! - value) * (place - below);
}
