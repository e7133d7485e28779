/** Aborted when nobody reads any more what the command says, as after `… | head -1`. */
export const unheard = new AbortController();
