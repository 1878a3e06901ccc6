import { sql, type SQL } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { recordFaults } from '#attestations/check-records.ts';
import { sealFaults, sealTables } from '#evidence/seal.ts';
import { selfCheck } from '#evidence/self-check.ts';
import { ALICE, NOW, finishTraining, openSchool, sign, type School } from '../support/training.ts';
import { tamper } from './tamper.ts';

/** Rows of the tables that a plain signature leaves empty. */
const MORE = [
  `INSERT INTO decline_answers (record_id, words, by, at) VALUES ('d', 'We spoke.', 'T-2', 1)`,
  `INSERT INTO attestation_scans (attestation_id, scan_sha256) VALUES ('a', 's')`,
  `INSERT INTO assertions (attestation_id, credential_id, client_data, authenticator_data, signature)
   VALUES ('a', 'c', x'01', x'02', x'03')`,
  `INSERT INTO timestamps (size, service, token, at) VALUES (1, 's', x'01', 1)`,
  `INSERT INTO checkpoint_copies (size, channel, place, outcome, detail, at)
   VALUES (1, 'mail', 'p', 'sent', 'd', 1)`,
  `INSERT INTO publications (policy_id, revision, release_sha256, "before", proposed, kind, because, published_at, published_by)
   SELECT 'p', 'r', sha256, NULL, 'first', 'first', 'b', 1, 'T-2' FROM releases LIMIT 1`,
  `INSERT INTO reading_signoffs (policy_id, revision, reading, wording_sha256, state, by, at, note)
   VALUES ('p', 'r', 'R1', 'w', 'signed', 'T-2', 1, 'n')`,
  `INSERT INTO retention_rules (series, years, citation, by, at) VALUES ('declines', 5, 'c', 'T-2', 1)`,
  `INSERT INTO legal_holds (id, employee_number, series, reason, by, at)
   VALUES ('h', 'T-2', 'declines', 'r', 'T-2', 1)`,
  `INSERT INTO legal_hold_releases (hold_id, reason, by, at) VALUES ('h', 'r', 'T-2', 1)`,
  `INSERT INTO disposal_proposals (id, series, reason, by, at) VALUES ('q', 'declines', 'r', 'T-2', 1)`,
  `INSERT INTO disposal_items (proposal_id, record_id) VALUES ('q', 'gone')`,
  `INSERT INTO disposal_decisions (proposal_id, decision, reason, by, at)
   VALUES ('q', 'approved', 'r', 'T-1', 1)`,
  `INSERT INTO assignment_terms (assignment_id, kind, due_on, because, at, by)
   SELECT id, 'extended', '2027-01-01', 'away', 1, 'T-2' FROM assignments LIMIT 1`,
  `INSERT INTO disposed_records (record_id, proposal_id, assignment_id, at)
   VALUES ('gone', 'q', NULL, 1)`,
];

/** What a person did before signing, and HR with it, beside what everybody does. */
const BEFORE = [
  `INSERT INTO lesson_rereads (assignment_id, lesson, read_at, lesson_sha256)
   SELECT assignment_id, lesson, read_at, lesson_sha256 FROM lesson_progress LIMIT 1`,
  `INSERT INTO regrades (attempt_id, position, release_sha256, score, at, by, because)
   SELECT attempt_id, position, (SELECT sha256 FROM releases), score, at, 'T-2', 'a slip'
   FROM answers LIMIT 1`,
];

type Column = { table: string; column: string; type: string; isRowid: number };

/** Tables of evidence that go with a record when it is disposed of, and so have no seal. */
const BEHIND = [
  'lesson_progress',
  'lesson_rereads',
  'attempts',
  'attempt_items',
  'answers',
  'regrades',
];

let school: School;
beforeAll(async () => {
  school = await openSchool();
  const run = (statements: string[]) =>
    school.db.write(async (tx) => {
      for (const statement of statements) await tx.run(sql.raw(statement));
    });
  await finishTraining(school, ALICE);
  await run(BEFORE);
  await sign(school, ALICE);
  await run(MORE);
  expect(await sealTables(school.db, school.ledger, NOW)).toEqual([]);
  expect(await faults()).toEqual([]);
}, 60_000);

async function faults(): Promise<string[]> {
  const { db } = school;
  return [...(await selfCheck(db)), ...(await recordFaults(db)), ...(await sealFaults(db))];
}

/** What the checks say of a change, which is taken back again; undefined where the file refuses it. */
async function saidOf(table: string, change: SQL, back: SQL): Promise<string[] | undefined> {
  const changed = await tamper(school.db, table, change).then(
    () => true,
    () => false,
  );
  if (!changed) return undefined;
  const said = await faults();
  await tamper(school.db, table, back);
  return said;
}

describe('no column of evidence is changed in the file unseen:', () => {
  test('each, in its first row', { timeout: 120_000 }, async () => {
    const columns = await school.db.read.all<Column>(
      sql`SELECT m.name AS "table", c.name AS "column", c.type AS type,
            c.pk = 1 AND c.type = 'INTEGER'
              AND (SELECT count(*) FROM pragma_table_info(m.name) WHERE pk > 0) = 1 AS isRowid
          FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`,
    );
    const guarded = await school.db.read.all<{ name: string }>(
      sql`SELECT DISTINCT tbl_name AS name FROM sqlite_master
          WHERE type = 'trigger' AND name LIKE '%_never_go'`,
    );
    // A scan's bytes are its own hash; whose it is and when it came is told by the record.
    const tables = new Set([...guarded.map(({ name }) => name), ...BEHIND]);
    tables.delete('scans');
    const unseen: string[] = [];
    let [seen, refused] = [0, 0];
    let before = '';
    for (const { table, column, type, isRowid } of columns.filter(({ table }) =>
      tables.has(table),
    )) {
      // What was taken back left nothing that would be found in place of the next change.
      if (table !== before) expect(await faults(), `after ${before}`).toEqual([]);
      before = table;
      const [name, at] = [sql.identifier(table), sql.identifier(column)];
      const [first] = await school.db.read.all<{ id: number; value: unknown }>(
        sql`SELECT rowid AS id, ${at} AS value FROM ${name} ORDER BY rowid LIMIT 1`,
      );
      expect(first, `${table} is empty`).toBeDefined();
      const other = { TEXT: sql`'x'`, BLOB: sql`x'00'`, INTEGER: sql`1`, REAL: sql`0.25` }[type]!;
      const anew =
        first!.value === null
          ? other
          : ({ TEXT: sql`${at} || 'x'`, BLOB: sql`${at} || x'00'` }[type] ?? sql`${at} + ${other}`);
      const where = sql`WHERE rowid = ${first!.id}`;
      const moved = isRowid ? sql`WHERE rowid = ${first!.id + 1}` : where;
      const said = await saidOf(
        table,
        sql`UPDATE ${name} SET ${at} = ${anew} ${where}`,
        sql`UPDATE ${name} SET ${at} = ${first!.value} ${moved}`,
      );
      if (said === undefined) refused += 1;
      else if (said.length === 0) unseen.push(`${table}.${column}`);
      else seen += 1;
    }
    expect(unseen).toEqual([]);
    expect([seen > 100, refused < seen]).toEqual([true, true]);
    expect(await faults()).toEqual([]);
  });
});
