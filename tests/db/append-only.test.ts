import { sql, type SQL } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { freshDatabase, reason } from '../support/database.ts';

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
    row: { id: 'y1', employee_number: '1', notice_sha256: 'n', at: 1 },
    other: { id: 'y2', employee_number: '1', notice_sha256: 'n', at: 2 },
    keys: [['id']],
  },
  reviews: {
    row: { id: 1, assignment_id: 'as', statement_sha256: 's', at: 1 },
    other: { id: 2, assignment_id: 'as', statement_sha256: 's', at: 2 },
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
        if (['attempt_items', 'lesson_rereads', 'regrades'].includes(table)) {
          for (const statement of PARENTS) await tx.run(sql.raw(statement));
        }
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

const PARENTS = [
  `INSERT INTO departments (id, name) VALUES ('d', 'D')`,
  `INSERT INTO employees (number, public_id, name, title, department_id, hired_on)
   VALUES ('1', 'p1', 'N', 'T', 'd', '2020-01-01')`,
  `INSERT INTO campaigns (id, policy_id, revision, name, audience, due_on, created_at, created_by)
   VALUES ('k', 'p', '2023-04-20', 'K', '{}', '2026-01-01', 1, 'x')`,
  `INSERT INTO assignments
   (id, campaign_id, employee_number, policy_id, revision, due_on, assigned_at, assigned_by)
   VALUES ('as', 'k', '1', 'p', '2023-04-20', '2026-01-01', 1, 'x')`,
  `INSERT INTO releases
   (sha256, policy_id, revision, policy_sha256, ruleset_sha256, manifest, published_at, published_by)
   VALUES ('r1', 'p', '2023-04-20', 'c1', 'c1', '{}', 1, 'system')`,
  `INSERT INTO attempts (id, assignment_id, lesson, kind, number, release_sha256, started_at)
   VALUES ('try', 'as', 'C.3', 'graded', 1, 'r1', 1)`,
];
