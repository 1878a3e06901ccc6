import { and, eq } from 'drizzle-orm';
import { confirmPasskey } from '#auth/confirm-passkey.ts';
import { ownPasskey, usePasskey } from '#auth/passkeys.ts';
import type { Site } from '#auth/webauthn.ts';
import type { Clock } from '#clock.ts';
import type { Db, Tx } from '#db/client.ts';
import { assertions, signingDrafts } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { sha256Hex } from '#rules/hash.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { readyToSign } from './attest.ts';
import { keepSigned } from './keep-signed.ts';
import { challengeFor, isTooOld, openDraft, type Draft } from './passkey-draft.ts';
import { attestationFor } from './read-attestation.ts';
import { statementFor } from './statement.ts';
import type { Signing } from './write-up.ts';

type Answer = Omit<Signing, 'typedName' | 'agreed' | 'stepUp' | 'at'> & {
  site: Site;
  /** Looking at the answer takes time, and the ledger takes entries in the order of their instants. */
  clock: Clock;
  /** What the browser got from the passkey, as JSON. */
  answer: string;
};

/**
 * Signs the drafted record with the passkey it names: attestation, assertion, ledger entry and the
 * passkey's counter in one write, which also uses up the draft. All that signing checks is checked
 * again now. Signing twice returns the one attestation. Refuses without a draft of this session that is
 * at most five minutes old, and what the passkey did not sign.
 */
export async function signWithPasskey(
  db: Db,
  act: Answer,
): Promise<{ id: string; sha256: string }> {
  const { person, site, ledger, policies, answer, address, clock } = act;
  const at = clock();
  const assignment = await ownAssignment(db.read, person.number, act.assignmentId);
  const signed = await attestationFor(db, assignment.id);
  if (signed) return signed;
  const draft = await openDraft(db.read, { person, site, assignmentId: assignment.id, at });
  if (!draft) throw tooLate();
  const { record, sha256 } = draft;
  await refuseUnlessStillSo(db, { ...act, at }, draft);

  const passkey = await ownPasskey(db.read, person.number, draft.passkey.credentialId);
  const challenge = challengeFor(draft);
  const asked = { number: person.number, site, passkey, challenge, answer, address, at };
  const { assertion, signCount } = await confirmPasskey(db, asked);

  const enteredAt = clock();
  if (isTooOld(new Date(draft.content.signedAt), enteredAt)) throw tooLate();
  return keepSigned(db, {
    ledger,
    policies,
    record,
    sha256,
    at: enteredAt,
    async alongside(tx, attestationId) {
      await useUp(tx, assignment.id, sha256);
      await usePasskey(tx, { passkey, signCount, at: enteredAt });
      await tx.insert(assertions).values({ attestationId, ...assertion });
    },
  });
}

/** The person, the name and the statement are what they were when the record was written up. */
async function refuseUnlessStillSo(
  db: Db,
  act: Answer & { at: Date },
  { content }: Draft,
): Promise<void> {
  const { typedName, authentication, person, statement } = content;
  const stepUp = { method: 'password', at: new Date(authentication.stepUp.at) } as const;
  const { progress } = await readyToSign(db, { ...act, typedName, agreed: true, stepUp });
  const { name, title, department } = act.person;
  const isSame = person.name === name && person.title === title && person.department === department;
  if (isSame && sha256Hex(statementFor(progress, name)) === statement.sha256) return;
  throw new Refusal(
    'conflict',
    'Your name, title, department or the statement was changed just now. Look at it again, then sign.',
  );
}

async function useUp(tx: Tx, assignmentId: string, sha256: string): Promise<void> {
  const gone = await tx
    .delete(signingDrafts)
    .where(and(eq(signingDrafts.assignmentId, assignmentId), eq(signingDrafts.sha256, sha256)))
    .returning({ sha256: signingDrafts.sha256 });
  if (gone.length === 0) throw tooLate();
}

function tooLate(): Refusal {
  return new Refusal(
    'conflict',
    'The record waits five minutes for your passkey, in the window where you asked for it. Sign again to get a new one.',
  );
}
