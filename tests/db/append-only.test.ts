import { sql, type SQL } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { freshDatabase, reason } from '../support/database.ts';

const changed = { because: 'x', at: 1, by: '1' };

/** One row of each table that keeps evidence, a second that may join it, and its unique keys. */
const EVIDENCE: Record<string, { row: Row; other: Row; keys: string[][] }> = {
  contents: {
    row: { sha256: 'c1', media_type: 'text/plain', bytes: Buffer.from('a') },
    other: { sha256: 'c2', media_type: 'text/plain', bytes: Buffer.from('b') },
    keys: [['sha256']],
  },
  releases: {
    row: release('r1', 1),
    other: release('r2', 2),
    keys: [['sha256'], ['policy_id', 'revision', 'published_at']],
  },
  attempt_items: {
    row: item(1),
    other: item(2),
    keys: [['attempt_id', 'position']],
  },
  answers: {
    row: { attempt_id: 'try', position: 1, turn: 1, given: '[]', score: 1, at: 1 },
    other: { attempt_id: 'try', position: 1, turn: 2, given: '["a"]', score: 0, at: 2 },
    keys: [['attempt_id', 'position', 'turn']],
  },
  attestations: {
    row: attestation('a1'),
    other: attestation('a2'),
    keys: [['id'], ['assignment_id'], ['sha256']],
  },
  lesson_rereads: {
    row: { assignment_id: 'as', lesson: 'C.1', read_at: 1, lesson_sha256: 'l1' },
    other: { assignment_id: 'as', lesson: 'C.1', read_at: 2, lesson_sha256: 'l1' },
    keys: [['assignment_id', 'lesson', 'read_at']],
  },
  regrades: {
    row: regrade(1),
    other: regrade(2),
    keys: [['id']],
  },
  publications: {
    row: publication('2030-01-01'),
    other: publication('2031-01-01'),
    keys: [['policy_id', 'revision']],
  },
  reading_signoffs: {
    row: signOff(1, 'signed'),
    other: signOff(2, 'withdrawn'),
    keys: [['id']],
  },
  ledger_entries: {
    row: entry(0),
    other: entry(1),
    keys: [['index'], ['record_id'], ['sha256']],
  },
  ledger_nodes: {
    row: { level: 0, index: 0, hash: Buffer.alloc(32, 1) },
    other: { level: 0, index: 1, hash: Buffer.alloc(32, 2) },
    keys: [['level', 'index']],
  },
  checkpoints: {
    row: { size: 1, note: 'one', at: 1 },
    other: { size: 2, note: 'two', at: 2 },
    keys: [['size']],
  },
  records: {
    row: record('k1'),
    other: record('k2'),
    keys: [['id'], ['sha256']],
  },
  consents: {
    row: { id: 'y1', employee_number: '1', notice_sha256: 'n', state: 'given', at: 1 },
    other: { id: 'y2', employee_number: '1', notice_sha256: 'n', state: 'withdrawn', at: 2 },
    keys: [['id']],
  },
  reviews: {
    row: { id: 1, assignment_id: 'as', statement_sha256: 's', at: 1 },
    other: { id: 2, assignment_id: 'as', statement_sha256: 's', at: 2 },
    keys: [['id']],
  },
  decline_answers: {
    row: { id: 1, record_id: 'd1', words: 'We spoke.', by: '1', at: 1 },
    other: { id: 2, record_id: 'd1', words: 'We spoke again.', by: '1', at: 2 },
    keys: [['id']],
  },
  scans: {
    row: { sha256: 's1', media_type: 'image/png', bytes: Buffer.from('a'), at: 1, by: '1' },
    other: { sha256: 's2', media_type: 'image/png', bytes: Buffer.from('b'), at: 1, by: '1' },
    keys: [['sha256']],
  },
  attestation_scans: {
    row: { attestation_id: 'a1', scan_sha256: 's1' },
    other: { attestation_id: 'a2', scan_sha256: 's1' },
    keys: [['attestation_id', 'scan_sha256']],
  },
  assertions: {
    row: assertion('a1'),
    other: assertion('a2'),
    keys: [['attestation_id']],
  },
  timestamps: {
    row: { size: 1, service: 's', token: Buffer.from('a'), at: 1 },
    other: { size: 2, service: 's', token: Buffer.from('b'), at: 2 },
    keys: [['size']],
  },
  checkpoint_copies: {
    row: { id: 1, size: 1, channel: 'mail', place: 'a@b', outcome: 'sent', detail: null, at: 1 },
    other: { id: 2, size: 1, channel: 'folder', place: 'f', outcome: 'failed', detail: 'x', at: 2 },
    keys: [['id']],
  },
  seals: {
    row: { id: 1, note: 'one', at: 1 },
    other: { id: 2, note: 'two', at: 2 },
    keys: [['id']],
  },
  retention_rules: {
    row: { id: 1, series: 'attestations', years: 5, citation: 'x', by: '1', at: 1 },
    other: { id: 2, series: 'attestations', years: null, citation: 'x', by: '1', at: 2 },
    keys: [['id']],
  },
  legal_holds: {
    row: { id: 'h1', employee_number: '1', series: null, reason: 'a claim', by: '1', at: 1 },
    other: { id: 'h2', employee_number: null, series: 'declines', reason: 'b', by: '1', at: 1 },
    keys: [['id']],
  },
  legal_hold_releases: {
    row: { hold_id: 'h1', reason: 'over', by: '1', at: 1 },
    other: { hold_id: 'h2', reason: 'over', by: '1', at: 2 },
    keys: [['hold_id']],
  },
  disposal_proposals: {
    row: { id: 'q3', series: 'attestations', reason: 'old', by: '1', at: 1 },
    other: { id: 'q4', series: 'attestations', reason: 'old', by: '1', at: 2 },
    keys: [['id']],
  },
  disposal_items: {
    row: { proposal_id: 'q1', record_id: 'a3' },
    other: { proposal_id: 'q1', record_id: 'a4' },
    keys: [['proposal_id', 'record_id']],
  },
  disposal_decisions: {
    row: { proposal_id: 'q1', decision: 'rejected', reason: 'no', by: '1', at: 1 },
    other: { proposal_id: 'q2', decision: 'approved', reason: 'yes', by: '2', at: 1 },
    keys: [['proposal_id']],
  },
  disposed_records: {
    row: { record_id: 'a1', proposal_id: 'q1', assignment_id: 'as', at: 1 },
    other: { record_id: 'a2', proposal_id: 'q1', assignment_id: null, at: 1 },
    keys: [['record_id']],
  },
  assignment_terms: {
    row: { id: 1, assignment_id: 'as', kind: 'extended', due_on: '2027-01-01', ...changed },
    other: { id: 2, assignment_id: 'as', kind: 'leave', due_on: null, ...changed },
    keys: [['id']],
  },
  audit_events: {
    row: { id: 1, at: 1, actor: 'system', act: 'x.y', subject: null, detail: null },
    other: { id: 2, at: 2, actor: 'system', act: 'x.z', subject: null, detail: null },
    keys: [['id']],
  },
};

describe.each(Object.entries(EVIDENCE))(
  '`%s` is only ever added to:',
  (table, { row, other, keys }) => {
    let db: Db;
    beforeAll(async () => {
      db = await freshDatabase();
      await db.write(async (tx) => {
        if (table !== 'contents') await tx.run(insert('contents', EVIDENCE['contents']!.row));
        if (['attempt_items', 'lesson_rereads', 'regrades', 'assignment_terms'].includes(table)) {
          for (const statement of PARENTS) await tx.run(sql.raw(statement));
        }
        for (const statement of BEFORE[table] ?? []) await tx.run(sql.raw(statement));
        await tx.run(insert(table, row));
      });
    });
    const refused = async (statement: SQL) => {
      const why = await reason(db.write((tx) => tx.run(statement)));
      const kept = await db.read.all(sql`SELECT * FROM ${sql.identifier(table)}`);
      expect(kept).toHaveLength(1);
      return why;
    };
    const [column] = Object.keys(row).slice(-1) as [string];
    const name = sql.identifier(table);
    const at = sql.identifier(column);

    test('UPDATE is refused', async () => {
      expect(await refused(sql`UPDATE ${name} SET ${at} = ${at}`)).toContain('never change');
      expect(await refused(sql`UPDATE OR REPLACE ${name} SET rowid = 77`)).toContain(
        'never change',
      );
    });

    test('DELETE is refused', async () => {
      expect(await refused(sql`DELETE FROM ${name}`)).toContain('are never deleted');
    });

    test.each(keys)(
      'a second row with the same key (%s …) is refused, REPLACE or not',
      async (...key) => {
        const twin = { ...other, ...Object.fromEntries(key.map((k) => [k, row[k] ?? null])) };
        expect(await refused(insert(table, twin))).toContain('already there');
        expect(await refused(insert(table, twin, sql`INSERT OR REPLACE`))).toContain(
          'already there',
        );
        expect(await refused(insert(table, twin, sql`REPLACE`))).toContain('already there');
        const target = sql.join(
          key.map((k) => sql.identifier(k)),
          sql`, `,
        );
        const upsert = sql`${insert(table, twin)} ON CONFLICT (${target}) DO UPDATE SET ${at} = excluded.${at}`;
        expect(await refused(upsert)).toContain('already there');
        const quiet = sql`${insert(table, twin)} ON CONFLICT DO NOTHING`;
        expect(await refused(quiet)).toContain('already there');
      },
    );

    test('REPLACE by rowid is refused', async () => {
      const [first] = await db.read.all<{ rowid: number }>(sql`SELECT rowid AS rowid FROM ${name}`);
      // Where the key is the rowid, the test above has said it.
      const key = keys[0]?.[0] ?? '';
      if (['id', 'index'].includes(key) && typeof row[key] === 'number') return;
      const taken = { ...other, rowid: first?.rowid ?? 1 };
      expect(await refused(insert(table, taken, sql`INSERT OR REPLACE`))).toContain(
        'already there',
      );
    });

    test('another row goes in', async () => {
      await db.write((tx) => tx.run(insert(table, other)));
      expect(await db.read.all(sql`SELECT * FROM ${name}`)).toHaveLength(2);
    });
  },
);

test('an entry of the ledger leaves no gap', async () => {
  const db = await freshDatabase();
  const skip = db.write((tx) => tx.run(insert('ledger_entries', entry(1))));
  expect(await reason(skip)).toContain('follows the last one');
});

describe('a disposal', () => {
  test('is not approved by who proposed it', async () => {
    const db = await freshDatabase();
    const both = db.write(async (tx) => {
      for (const statement of PROPOSALS) await tx.run(sql.raw(statement));
      const own = { proposal_id: 'q1', decision: 'approved', reason: 'yes', by: '1', at: 2 };
      await tx.run(insert('disposal_decisions', own));
    });
    expect(await reason(both)).toContain('takes two people');
  });

  test('is of nothing that was not approved', async () => {
    const db = await freshDatabase();
    const row = EVIDENCE['disposed_records']!.row;
    const gone = db.write(async (tx) => {
      for (const statement of PROPOSALS) await tx.run(sql.raw(statement));
      await tx.run(insert('disposed_records', row));
    });
    expect(await reason(gone)).toContain('only what was approved');
  });

  test('empties the record and lets its training go, and nothing else of it changes', async () => {
    const db = await freshDatabase();
    await db.write(async (tx) => {
      await tx.run(insert('contents', EVIDENCE['contents']!.row));
      for (const statement of PARENTS) await tx.run(sql.raw(statement));
      await tx.run(insert('attempt_items', item(1)));
      await tx.run(insert('answers', EVIDENCE['answers']!.row));
      await tx.run(insert('attestations', { ...attestation('a1'), assignment_id: 'as' }));
    });
    const empty = sql.raw(`UPDATE attestations SET record = '' WHERE id = 'a1'`);
    const forget = sql.raw(`DELETE FROM answers WHERE attempt_id = 'try'`);
    expect(await reason(db.write((tx) => tx.run(empty)))).toContain('never change');
    expect(await reason(db.write((tx) => tx.run(forget)))).toContain('never deleted');
    await db.write(async (tx) => {
      for (const statement of BEFORE['disposed_records']!) await tx.run(sql.raw(statement));
      await tx.run(insert('disposed_records', EVIDENCE['disposed_records']!.row));
    });
    for (const column of ['employee_number', 'sha256', 'how']) {
      const more = sql.raw(`UPDATE attestations SET record = '', ${column} = 'paper'`);
      expect(await reason(db.write((tx) => tx.run(more)))).toContain('never change');
    }
    const other = sql.raw(`UPDATE attestations SET record = '{"another":1}'`);
    expect(await reason(db.write((tx) => tx.run(other)))).toContain('never change');
    await db.write(async (tx) => {
      await tx.run(empty);
      for (const table of ['answers', 'attempt_items']) {
        await tx.run(sql.raw(`DELETE FROM ${table} WHERE attempt_id = 'try'`));
      }
      await tx.run(sql.raw(`DELETE FROM attempts WHERE id = 'try'`));
    });
    expect(await reason(db.write((tx) => tx.run(empty)))).toContain('never change');
  });
});

test('no table of evidence is left out', async () => {
  const db = await freshDatabase();
  const guards = await db.read.all<{ tbl_name: string }>(
    sql`SELECT DISTINCT tbl_name FROM sqlite_master
        WHERE type = 'trigger' AND name LIKE '%_never_%' ORDER BY 1`,
  );
  expect(guards.map((guard) => guard.tbl_name)).toEqual(Object.keys(EVIDENCE).toSorted());
});

type Row = Record<string, string | number | null | Buffer>;

function insert(table: string, row: Row, verb: SQL = sql`INSERT`): SQL {
  const columns = sql.join(
    Object.keys(row).map((name) => sql.identifier(name)),
    sql`, `,
  );
  const values = sql.join(
    Object.values(row).map((value) => sql`${value}`),
    sql`, `,
  );
  return sql`${verb} INTO ${sql.identifier(table)} (${columns}) VALUES (${values})`;
}

function release(sha256: string, at: number): Row {
  const of = { policy_id: 'p', revision: '2023-04-20', policy_sha256: 'c1', ruleset_sha256: 'c1' };
  return { sha256, ...of, manifest: '{}', published_at: at, published_by: 'system' };
}

function item(position: number): Row {
  const what = { scenario: 's', telling: 'base', kind: 'allowed', options: '[]' };
  return { attempt_id: 'try', position, ...what, scenario_sha256: 'c1' };
}

function attestation(id: string): Row {
  const who = { employee_number: '1', policy_id: 'p', revision: '2023-04-20' };
  return {
    id,
    assignment_id: `for-${id}`,
    ...who,
    sha256: `sha-${id}`,
    record: '{}',
    signed_at: 1,
  };
}

function assertion(id: string): Row {
  const bytes = Buffer.from('a');
  const said = { client_data: bytes, authenticator_data: bytes, signature: bytes };
  return { attestation_id: id, credential_id: 'k', ...said };
}

function regrade(id: number): Row {
  const what = { attempt_id: 'try', position: 1, release_sha256: 'r1', score: 1 };
  return { id, ...what, at: 1, by: '1', because: 'the story was mended' };
}

function entry(index: number): Row {
  return { index, kind: 'attestation', record_id: `a${index}`, sha256: `s${index}`, at: index };
}

function record(id: string): Row {
  const what = { kind: 'key', about: null, employee_number: null, sha256: `sha-${id}` };
  return { id, ...what, record: '{}', at: 1, by: 'system' };
}

function signOff(id: number, state: string): Row {
  const what = { policy_id: 'p', revision: '2023-04-20', reading: 'R1', wording_sha256: 'w' };
  return { id, ...what, state, by: '1', at: 1, note: null };
}

function publication(revision: string): Row {
  const first = { release_sha256: 'r1', before: null, proposed: 'first', kind: 'first' };
  const why = { because: 'x', published_at: 1, published_by: '1' };
  return { policy_id: 'p', revision, ...first, ...why };
}

const PARENTS = [
  `INSERT INTO departments (id, name) VALUES ('d', 'D')`,
  `INSERT INTO employees (number, public_id, name, title, department_id, hired_on)
   VALUES ('1', 'p1', 'N', 'T', 'd', '2020-01-01')`,
  `INSERT INTO campaigns (id, policy_id, revision, name, audience, due, cycle, reminders, created_at, created_by)
   VALUES ('k', 'p', '2023-04-20', 'K', '{}', '{"on":"2026-01-01"}', '{"kind":"once"}', '[]', 1, 'x')`,
  `INSERT INTO assignments
   (id, campaign_id, employee_number, policy_id, revision, due_on, assigned_at, assigned_by)
   VALUES ('as', 'k', '1', 'p', '2023-04-20', '2026-01-01', 1, 'x')`,
  `INSERT INTO releases
   (sha256, policy_id, revision, policy_sha256, ruleset_sha256, manifest, published_at, published_by)
   VALUES ('r1', 'p', '2023-04-20', 'c1', 'c1', '{}', 1, 'system')`,
  `INSERT INTO attempts (id, assignment_id, lesson, kind, number, release_sha256, started_at)
   VALUES ('try', 'as', 'C.3', 'graded', 1, 'r1', 1)`,
];

const PROPOSALS = [
  `INSERT INTO disposal_proposals (id, series, reason, by, at)
   VALUES ('q1', 'attestations', 'old', '1', 1), ('q2', 'attestations', 'old', '1', 1)`,
];
const BEFORE: Record<string, string[]> = {
  publications: PARENTS.filter((statement) => statement.includes('INTO releases')),
  legal_hold_releases: [
    `INSERT INTO legal_holds (id, employee_number, reason, by, at)
     VALUES ('h1', '1', 'a claim', '1', 1), ('h2', '1', 'a claim', '1', 1)`,
  ],
  disposal_items: PROPOSALS,
  disposal_decisions: PROPOSALS,
  disposed_records: [
    ...PROPOSALS,
    `INSERT INTO disposal_items (proposal_id, record_id) VALUES ('q1', 'a1'), ('q1', 'a2')`,
    `INSERT INTO disposal_decisions (proposal_id, decision, reason, by, at)
     VALUES ('q1', 'approved', 'yes', '2', 2)`,
  ],
};
