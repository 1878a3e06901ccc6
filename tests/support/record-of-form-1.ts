import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from '#db/client.ts';
import { attestations } from '#db/schema/index.ts';
import type { AttestationRecord } from '#attestations/record.ts';

/** Signed before form 2 was: as it was written then, with two of its lessons. Its bytes never change. */
export const RECORD_1 = readFileSync(
  join(import.meta.dirname, '../attestations/record-of-form-1.jcs'),
  'utf8',
);
export const RECORD_1_SHA256 = '25ca6100c3a30ccdd38a28fbe10fd5909b024fad3613a075ec3a0b5c8b205f2f';

/** Puts it into a database as it stood there; its id. */
export async function storeRecordOfForm1(db: Db): Promise<string> {
  const content = JSON.parse(RECORD_1) as AttestationRecord;
  await db.write((tx) =>
    tx.insert(attestations).values({
      id: content.id,
      assignmentId: content.assignment.id,
      employeeNumber: content.person.number,
      policyId: content.policy.id,
      revision: content.policy.revision,
      sha256: RECORD_1_SHA256,
      record: RECORD_1,
      signedAt: new Date(content.signedAt),
    }),
  );
  return content.id;
}
