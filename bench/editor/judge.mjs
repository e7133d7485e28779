/** What is aimed at, at 2,000 nodes; elsewhere the better peer is the aim. */
const AIMS = { interactive: 1000, median: 16.7, p95: 50 };
const AIMED_SIZE = 2000;
/** The bundle is the same at every size. */
const BUNDLE_AIM = 350_000;
/** Differences below this are noise. */
const NOISE = 1.1;

export const quantile = (values, part) => {
  if (!values?.length) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
};

/**
 * The rows of one size: each with the value of every subject, the ratio of ours to the better peer, the aim and a verdict.
 * @param visits by subject its visits
 */
export function rowsOf(size, visits, motions) {
  const isAimed = size === AIMED_SIZE;
  const each = (measure) =>
    Object.fromEntries(Object.entries(visits).map(([name, those]) => [name, measure(those) ?? null]));
  const middle = (key) =>
    each((those) =>
      quantile(
        those.map((one) => one[key]),
        0.5,
      ),
    );
  const frames = (motion, part) =>
    each((those) =>
      quantile(
        those.flatMap((one) => one.frames[motion] ?? []),
        part,
      ),
    );
  const rows = [
    {
      what: 'first interactive',
      unit: 'ms',
      values: middle('interactive'),
      aim: isAimed ? AIMS.interactive : undefined,
    },
    ...motions.flatMap((motion) => [
      { what: `${motion}, median`, unit: 'ms', values: frames(motion, 0.5), aim: isAimed ? AIMS.median : undefined },
      { what: `${motion}, p95`, unit: 'ms', values: frames(motion, 0.95), aim: isAimed ? AIMS.p95 : undefined },
    ]),
    { what: 'heap, loaded', unit: 'bytes', values: middle('heap') },
    { what: 'heap, after the motions', unit: 'bytes', values: middle('heapAfter') },
    { what: 'page, scripts, styles (gzip)', unit: 'bytes', values: middle('bundle'), aim: BUNDLE_AIM },
  ];
  return rows.map((row) => ({ size, ...row, ...judge(row) }));
}

/** Ours is behind when it misses the aim, or when a peer is better by more than noise and no aim says that it is enough. */
function judge({ values: { Moodwire: ours, ...peers }, aim }) {
  const better = Math.min(...Object.values(peers).filter((value) => value !== null));
  if (ours === undefined) return {};
  if (ours === null) return { verdict: 'not measured' };
  const ratio = ours / better;
  if (aim !== undefined && ours > aim) return { ratio, verdict: 'behind the aim' };
  return { ratio, verdict: aim === undefined && ratio > NOISE ? 'behind' : 'met' };
}
