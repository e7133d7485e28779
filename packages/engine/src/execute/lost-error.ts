/** It failed because a backend was lost: another attempt may go well, whoever notices it and when. */
export class LostError extends Error {}
