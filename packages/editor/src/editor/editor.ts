import type { Actions } from '../command/actions.js';
import type { Catalogue } from '../kinds/catalogue.js';
import type { Jobs } from '../run/jobs.js';
import type { Runner } from '../run/runner.js';
import type { Session } from '../session/session.js';
import type { Readable, Store } from '../store/store.js';
