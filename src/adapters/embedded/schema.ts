/**
 * What `sfc.db` holds. `user_version` is the number of migrations applied; a new one is appended, an old one never changed.
 *
 * flows               one row per flow in order of acceptance (`number`); body is the flow as JSON
 * open_flows          sparse: only flows that have not ended, so that finished ones cost nothing
 * segments            history: one row per commit, key = number * EVENTS_PER_FLOW + first event id, so that a flow's
 *                     segments lie together and the newest flows at the right edge
 * timers              due times, unique per flow and id
 * topics, partitions  partition counts, and offsets that were ever given out (`reserved`: never given out again)
 * records             durable records of topics
 * group_offsets       the next offset of each consumer group
 * blueprints          the record of each name as JSON; blueprint_versions: what was uploaded, never changed
 * claims              tokens of AtMostOnce jobs that were handed to their processor
 * expectations        requests that wait for a reply (`reply`: the number of the one that came)
 * replies             replies that wait for a request, or that met one (`token`: then kept to recognise repetitions)
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE flows (
    number INTEGER PRIMARY KEY,
    flow_id TEXT NOT NULL UNIQUE,
    blueprint TEXT NOT NULL,
    status TEXT NOT NULL,
    revision INTEGER NOT NULL,
    input_hash TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX open_flows ON flows (number, blueprint, flow_id) WHERE status IN ('RUNNING', 'PAUSED');

  CREATE TABLE segments (
    key INTEGER PRIMARY KEY,
    last_event INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;

  CREATE TABLE timers (
    flow_id TEXT NOT NULL,
    id TEXT NOT NULL,
    due_time INTEGER NOT NULL,
    kind TEXT NOT NULL,
    entry INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    PRIMARY KEY (flow_id, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX timers_due ON timers (due_time, flow_id, id);

  CREATE TABLE topics (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL) STRICT;
  CREATE TABLE partitions (
    topic INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    reserved INTEGER NOT NULL,
    PRIMARY KEY (topic, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE records (
    topic INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    key TEXT,
    value TEXT NOT NULL,
    headers TEXT,
    timestamp INTEGER NOT NULL,
    PRIMARY KEY (topic, partition, offset)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE group_offsets (
    topic INTEGER NOT NULL,
    consumer_group TEXT NOT NULL,
    partition INTEGER NOT NULL,
    next INTEGER NOT NULL,
    PRIMARY KEY (topic, consumer_group, partition)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE blueprints (name TEXT PRIMARY KEY, revision INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
  CREATE TABLE blueprint_versions (
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    label TEXT,
    source TEXT NOT NULL,
    blueprint TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (name, version),
    UNIQUE (name, content_hash)
  ) STRICT;

  CREATE TABLE claims (flow_id TEXT NOT NULL, token TEXT NOT NULL, PRIMARY KEY (flow_id, token)) STRICT, WITHOUT ROWID;

  CREATE TABLE replies (
    number INTEGER PRIMARY KEY,
    topic TEXT NOT NULL,
    reply_id TEXT NOT NULL,
    key TEXT NOT NULL,
    reply TEXT NOT NULL,
    token TEXT,
    received_at INTEGER NOT NULL,
    UNIQUE (topic, reply_id)
  ) STRICT;
  CREATE INDEX waiting_replies ON replies (topic, key, number) WHERE token IS NULL;
  CREATE TABLE expectations (
    number INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    reply INTEGER
  ) STRICT;
  CREATE INDEX open_expectations ON expectations (topic, key, number) WHERE reply IS NULL;
  `,
];

/** 'SFCd': tells our files from other SQLite files. */
export const APPLICATION_ID = 0x53_46_43_64;
export const SCHEMA_VERSION: number = MIGRATIONS.length;
/** Room for event ids in a segment's key: 4 million events per flow, 2 thousand million flows. */
export const EVENTS_PER_FLOW: number = 2 ** 22;

export function migrationsFrom(version: number): readonly string[] {
  return MIGRATIONS.slice(version);
}
