import type { Limits } from '@moodwire/engine';

/** Between an app and its own device process, which trust each other. */
export const LOCAL_LIMITS: Limits = {
  message: 256 * 2 ** 20,
  value: 8 * 2 ** 30,
  nodes: 10_000,
  transfers: 100_000,
};

export const LOCAL_WINDOW = 64 * 2 ** 20;
