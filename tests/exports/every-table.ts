import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { draftForPasskey } from '#attestations/passkey-draft.ts';
import { signWithPasskey as sign } from '#attestations/sign-with-passkey.ts';
import { addPasskey, openChallenge, startPasskey } from '#auth/passkeys.ts';
import type { Db } from '#db/client.ts';
import { signingDrafts } from '#db/schema/index.ts';
import { sha256Hex } from '#rules/hash.ts';
import { authenticator, challengeOf } from '../support/authenticator.ts';
import { NOW, review, signing, type School } from '../support/training.ts';

type Row = Record<string, string | number | Buffer | null>;

/** A row of every table that a signed training alone leaves empty, bytes and all. */
export async function fillEveryTable({ db }: School, number: string): Promise<void> {
  const first = async (what: string) => {
    const [row] = await db.read.all<{ it: string }>(sql.raw(`SELECT ${what} LIMIT 1`));
    return row!.it;
  };
  const attestation = await first('id AS it FROM attestations');
  const head = await first('note AS it FROM checkpoints WHERE size = 2');
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
    leaves: [{ id: 3, employee_number: number, from_on: '2026-01-01', back_on: null, ...by }],
    assignment_terms: [
      {
        id: 5,
        assignment_id: await first('assignment_id AS it FROM attestations'),
        kind: 'extended',
        due_on: '2027-01-01',
        because: 'away',
        ...by,
      },
    ],
    mails: [
      {
        id: 'mail',
        kind: 'reminder',
        employee_number: number,
        detail: '{}',
        once_key: 'k',
        queued_at: 1,
        queued_by: 'system',
        send_at: 1,
      },
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
    publications: [
      {
        policy_id: 'p',
        revision: 'r',
        release_sha256: await first('sha256 AS it FROM releases'),
        before: null,
        proposed: 'first',
        kind: 'first',
        because: 'It began.',
        published_at: 1,
        published_by: 'b',
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
    scans: [{ sha256: sha256Hex(bytes), media_type: 'image/png', bytes, ...by }],
    attestation_scans: [{ attestation_id: attestation, scan_sha256: sha256Hex(bytes) }],
    decline_answers: [{ id: 1, record_id: 'd', words: 'We spoke.', ...by }],
    timestamps: [{ size: 2, service: 's', token: timestampOver(head), at: 1 }],
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

/** What somebody did beside their training before they signed: a lesson read again, an answer scored anew. */
export async function fillBehind({ db, assignment }: School, number: string): Promise<void> {
  const [mine, at] = [assignment[number]!, NOW.getTime()];
  await db.write(async (tx) => {
    await tx.run(sql`INSERT INTO lesson_rereads (assignment_id, lesson, read_at, lesson_sha256)
      SELECT assignment_id, lesson, read_at, lesson_sha256 FROM lesson_progress
      WHERE assignment_id = ${mine} LIMIT 1`);
    await tx.run(sql`INSERT INTO regrades
      (id, attempt_id, position, release_sha256, score, at, by, because)
      SELECT 9, attempt_id, position, release_sha256, score, ${at}, ${number}, ${'line\nbreak'}
      FROM answers JOIN attempts ON attempts.id = attempt_id
      WHERE assignment_id = ${mine} LIMIT 1`);
  });
}

/** Signs a finished training with a new passkey; the attestation's id. */
export async function signWithPasskey(school: School, number: string): Promise<string> {
  const site = { rpId: 'city.example', origin: 'https://city.example' };
  const { db } = school;
  const asked = signing(school, number);
  const { person } = asked;
  const passkey = authenticator('ES256', site);
  await review(school, number);
  await startPasskey(db, person, NOW);
  const challenge = (await openChallenge(db.read, person, NOW))!;
  const answer = JSON.stringify(passkey.register(challenge));
  await addPasskey(db, { person, site, name: 'Phone', answer, address: '', at: NOW });
  await draftForPasskey(db, { ...asked, site, passkeyId: passkey.id });
  const [draft] = await db.read
    .select()
    .from(signingDrafts)
    .where(eq(signingDrafts.assignmentId, asked.assignmentId));
  const signed = JSON.stringify(passkey.assert(challengeOf(draft!.record)));
  return (await sign(db, { ...asked, site, clock: () => NOW, answer: signed })).id;
}

/** As much of an RFC 3161 answer as says what it is about. */
function timestampOver(note: string): Buffer {
  const der = (tag: number, ...parts: Buffer[]): Buffer => {
    const value = Buffer.concat(parts);
    const length = value.length < 128 ? [value.length] : [0x81, value.length];
    return Buffer.concat([Buffer.from([tag, ...length]), value]);
  };
  const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
  const one = der(0x02, Buffer.from([1]));
  const hash = createHash('sha256').update(note).digest();
  const imprint = der(0x30, der(0x30, oid('608648016503040201'), der(0x05)), der(0x04, hash));
  const time = der(0x18, Buffer.from('20261122160000Z'));
  const info = der(0x30, one, oid('2a0304'), imprint, one, time);
  const content = der(0x30, oid('2a864886f70d0109100104'), der(0xa0, der(0x04, info)));
  const token = der(0x30, oid('2a864886f70d010702'), der(0xa0, der(0x30, one, der(0x31), content)));
  return der(0x30, der(0x30, der(0x02, Buffer.from([0]))), token);
}
