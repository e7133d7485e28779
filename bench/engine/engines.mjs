import { baklava } from './baklava.mjs';
import { litegraph } from './litegraph.mjs';
import { moodwire, moodwireWithEvents } from './moodwire.mjs';
import { raw } from './raw.mjs';
import { rete } from './rete.mjs';
import { rivet } from './rivet.mjs';

export { moodwire, moodwireWithEvents, raw };
export const peers = [litegraph, rete, baklava, rivet];
export const engines = [moodwire, moodwireWithEvents, raw, ...peers];
