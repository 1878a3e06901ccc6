import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import type { School } from '../support/training.ts';

type Row = Record<string, string | number | Buffer | null>;

/** A row of every table that a signed training alone leaves empty, bytes and all. */
export async function fillEveryTable({ db, assignment }: School, number: string): Promise<void> {
  const [{ id: attestation }] = (await db.read.all<{ id: string }>(
    sql`SELECT id FROM attestations`,
  )) as [{ id: string }];
  const [{ attempt_id: attempt }] = (await db.read.all<{ attempt_id: string }>(
    sql`SELECT attempt_id FROM answers`,
  )) as [{ attempt_id: string }];
  const [{ sha256: release }] = (await db.read.all<{ sha256: string }>(
    sql`SELECT sha256 FROM releases`,
  )) as [{ sha256: string }];
  const mine = assignment[number]!;
  const bytes = Buffer.from([0, 255, 10, 13, 128]);
  const by = { by: number, at: 1_700_000_000_000 };
  const held = { series: 'attestations', reason: 'a claim', ...by };
  const rows: Record<string, Row[]> = {
    department_tracks: [
      { department_id: 'fire', policy_id: 'p', track: 't', added_at: 1, added_by: number },
    ],
    person_tracks: [
      { employee_number: number, policy_id: 'p', track: 't', added_at: 1, added_by: number },
    ],
    role_grants: [{ employee_number: number, role: 'hr', granted_at: 1, granted_by: 'system' }],
    passwords: [{ employee_number: number, hash: 'a-hash-that-stays-at-home', changed_at: 1 }],
    passkeys: [
      {
        id: 'key',
        employee_number: number,
        name: 'my “phone”',
        public_key: bytes,
        sign_count: 3,
        transports: '["usb"]',
        added_at: 1,
        last_used_at: null,
      },
    ],
    reading_signoffs: [
      {
        id: 4,
        policy_id: 'p',
        revision: 'r',
        reading: 'R1',
        wording_sha256: 'w',
        state: 'signed',
        ...by,
        note: null,
      },
    ],
    lesson_rereads: [{ assignment_id: mine, lesson: 'C.1', read_at: 1, lesson_sha256: 'l' }],
    regrades: [
      {
        id: 9,
        attempt_id: attempt,
        position: 1,
        release_sha256: release,
        score: 0.5,
        ...by,
        because: 'line\nbreak',
      },
    ],
    consents: [{ id: 'y', employee_number: number, notice_sha256: 'n', state: 'given', at: 1 }],
    reviews: [{ id: 1, assignment_id: mine, statement_sha256: 's', at: 1 }],
    assertions: [
      {
        attestation_id: attestation,
        credential_id: 'key',
        client_data: bytes,
        authenticator_data: bytes,
        signature: bytes,
      },
    ],
    scans: [{ sha256: 'a'.repeat(64), media_type: 'image/png', bytes, ...by }],
    attestation_scans: [{ attestation_id: attestation, scan_sha256: 'a'.repeat(64) }],
    decline_answers: [{ id: 1, record_id: 'd', words: 'We spoke.', ...by }],
    timestamps: [{ size: 2, service: 's', token: bytes, at: 1 }],
    checkpoint_copies: [
      { id: 1, size: 1, channel: 'mail', place: 'a@b', outcome: 'sent', detail: null, at: 1 },
    ],
    questions: [
      {
        id: 'q',
        employee_number: number,
        policy_id: 'p',
        revision: 'r',
        sentence: 'C.3',
        attempt_id: null,
        position: null,
        words: 'Wörter',
        asked_at: 1,
        seen_at: null,
      },
    ],
    question_answers: [{ id: 1, question_id: 'q', words: 'so', ...by }],
    published_answers: [
      {
        id: 1,
        question_id: 'q',
        policy_id: 'p',
        sentence: 'C.3',
        question: 'q',
        answer: 'a',
        ...by,
      },
    ],
    retention_rules: [{ id: 1, series: 'attestations', years: null, citation: 'x', ...by }],
    legal_holds: [{ id: 'h', employee_number: number, ...held, series: null }],
    legal_hold_releases: [{ hold_id: 'h', reason: 'over', ...by }],
    disposal_proposals: [{ id: 'd', ...held }],
    disposal_items: [{ proposal_id: 'd', record_id: 'nobody’s' }],
    disposal_decisions: [
      { proposal_id: 'd', decision: 'approved', reason: 'yes', by: 'another', at: 2 },
    ],
    disposed_records: [{ record_id: 'nobody’s', proposal_id: 'd', assignment_id: null, at: 3 }],
  };
  await db.write(async (tx) => {
    for (const [table, some] of Object.entries(rows))
      for (const row of some) await insert(tx, table, row);
  });
}

async function insert(
  tx: Parameters<Parameters<Db['write']>[0]>[0],
  table: string,
  row: Row,
): Promise<void> {
  const columns = sql.join(
    Object.keys(row).map((name) => sql.identifier(name)),
    sql`, `,
  );
  const values = sql.join(
    Object.values(row).map((value) => sql`${value}`),
    sql`, `,
  );
  await tx.run(sql`INSERT INTO ${sql.identifier(table)} (${columns}) VALUES (${values})`);
}
