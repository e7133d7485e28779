// `node --import moodwire/register` lets a program import the engine as packs do, also where it is installed globally.
import { shareEngine } from './pack/share-engine.js';

shareEngine();
