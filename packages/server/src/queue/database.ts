import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MoodwireError, messageOf } from '@moodwire/engine';
import Database from 'libsql';

export type Db = Database.Database;

const VERSION = 2;

const SCHEMA = `
  create table graphs (digest text primary key, text text not null) without rowid;
  create table jobs (
    number integer primary key autoincrement,
    id text not null unique,
    state text not null,
    priority integer not null,
    place real not null,
    attempts integer not null default 0,
    bytes integer not null,
    graph text not null,
    request text not null,
    summary text not null,
    preview integer not null default 0
  );
  create index jobs_by_turn on jobs (state, priority desc, place);
  create index jobs_by_state on jobs (state, number);
  create index jobs_by_graph on jobs (graph);
  create table counts (state text primary key, n integer not null default 0, bytes integer not null default 0) without rowid;
  insert into counts (state) values ('queued'), ('running'), ('done'), ('failed'), ('cancelled');
  create trigger job_added after insert on jobs begin
    update counts set n = n + 1, bytes = bytes + new.bytes where state = new.state;
  end;
  create trigger job_changed after update of state on jobs when old.state <> new.state begin
    update counts set n = n - 1, bytes = bytes - old.bytes where state = old.state;
    update counts set n = n + 1, bytes = bytes + new.bytes where state = new.state;
  end;
  create trigger job_removed after delete on jobs begin
    update counts set n = n - 1, bytes = bytes - old.bytes where state = old.state;
  end;
  create table results (job integer not null, file text not null, primary key (file, job)) without rowid;
  create index results_by_job on results (job);
  create table uses (job integer not null, file text not null, primary key (file, job)) without rowid;
  create index uses_by_job on uses (job);
  create table events (seq integer primary key autoincrement, job text not null, text text not null);
  create index events_by_job on events (job, seq);
`;

/** What makes each earlier version the next one. */
const MIGRATIONS: Readonly<Record<number, string>> = {
  1: 'alter table jobs add column preview integer not null default 0;',
};

/**
 * Opens the database of jobs and events in a folder. A process that is killed at any moment loses nothing that was
 * written. Throws `MoodwireError` when another process has it open, or when it can't be read.
 */
export function openDatabase(folder: string): Db {
  const file = join(folder, 'jobs.db');
  try {
    mkdirSync(folder, { recursive: true });
    const database = new Database(file);
    try {
      database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal');
      migrate(database, file);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof MoodwireError) throw error;
    const { code = '' } = error as { code?: string };
    if (code.startsWith('SQLITE_BUSY')) {
      throw new MoodwireError(`another moodwire serve uses ${folder}: stop it, or set MOODWIRE_DATA_DIR to another`);
    }
    throw new MoodwireError(`${file} can't be opened (${messageOf(error)}): move it away, and a new one is made`, {
      cause: error,
    });
  }
}

/** Makes all of a change or nothing of it. What it throws is what went wrong first. */
export function inTransaction(database: Db, change: () => void): void {
  database.exec('begin immediate');
  try {
    change();
    database.exec('commit');
  } catch (error) {
    // Where the disk is full, the database has already taken it back.
    if (database.inTransaction) database.exec('rollback');
    throw error;
  }
}

function migrate(database: Db, file: string): void {
  const version = (database.prepare('pragma user_version').get() as { user_version: number }).user_version;
  if (version > VERSION) {
    throw new MoodwireError(
      `${file} was written by a newer Moodwire (version ${version}, expected ${VERSION}): update`,
    );
  }
  const steps = Array.from({ length: VERSION - version }, (_, i) => MIGRATIONS[version + i] ?? '');
  // The write also takes the lock, which keeps a second process out from now on.
  database.exec(
    `begin immediate; ${version === 0 ? SCHEMA : steps.join(' ')} pragma user_version = ${VERSION}; commit`,
  );
}
