/** What a look at one thing showed. */
export type Finding = {
  readonly what: string;
  /** `warning`: it works, but not as well as it could. */
  readonly state: 'ok' | 'warning' | 'wrong';
  readonly found: string;
  /** What to do about it. */
  readonly advice?: string;
};
