-- Ingests that a server does in the background. They survive its end: what was not done is done next time.

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    created_us INTEGER NOT NULL, -- microseconds since 1970, UTC
    work TEXT NOT NULL, -- an IngestWork without its uploads, as JSON; emptied when the job is over
    report TEXT,
    failure TEXT,
    once TEXT UNIQUE, -- who asked, with the Idempotency-Key
    request_sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX jobs_by_state ON jobs (state, created_us);

CREATE TABLE job_uploads (
    job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (job, position)
) STRICT;
