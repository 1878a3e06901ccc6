import { randomBytes } from 'node:crypto';
import { recordEvent } from '#audit/record.ts';
import type { Confirmation } from '#auth/confirm-password.ts';
import type { SignedIn } from '#auth/signed-in.ts';
import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { appendRecord } from '#evidence/append.ts';
import type { Ledger } from '#evidence/open-ledger.ts';
import {
  FIELD_WORDS,
  standingOf,
  type CorrectionRecord,
  type Field,
  type Standing,
} from './corrections.ts';
import { isOnPaper } from './record.ts';
import {
  LONGEST_REASON,
  lineOf,
  refuseBeforeFinished,
  refuseHeldOn,
  refuseSignedOn,
} from './paper-fields.ts';
import { wordsOf } from './words.ts';
import { attestationById, type Attestation } from './read-attestation.ts';

type Correcting = {
  ledger: Ledger;
  /** The HR person who corrects. */
  by: SignedIn;
  stepUp: Confirmation;
  attestationId: string;
  /** The newest correction that the form had seen, or the attestation's id. */
  seen: string;
  reason: string;
  timeZone: string;
  at: Date;
};

/**
 * Corrects what a record says of the person or of a signature on paper: a record of its own beside it,
 * entered in the ledger; the original stays. `fields` are all values as they should be; what differs
 * is corrected. Refuses HR's own attestation, one that was withdrawn, a form that had not seen the
 * newest correction, and one that changes nothing.
 */
export async function correct(
  db: Db,
  act: Correcting & { fields: Partial<Record<Field, string>> },
): Promise<{ id: string }> {
  const attestation = await attestationOf(db, act);
  const { values } = await standingOf(db.read, attestation);
  const corrected = changesIn(act, attestation, values);
  if (corrected.length === 0) {
    throw new Refusal('bad-input', 'Nothing differs from what stands. Change what is wrong.');
  }
  return enter(db, act, attestation, { corrected });
}

/**
 * Says that an attestation does not stand: a record like a correction, and the last one about it. It no
 * longer counts as signed; the person is to be assigned the policy again. Refuses as `correct` does.
 */
export async function withdraw(db: Db, act: Correcting): Promise<{ id: string }> {
  return enter(db, act, await attestationOf(db, act), { withdrawn: true });
}

async function attestationOf(db: Db, { attestationId, by }: Correcting): Promise<Attestation> {
  const attestation = await attestationById(db, attestationId);
  if (attestation.employeeNumber === by.number) {
    throw new Refusal(
      'not-allowed',
      'This record is your own. Ask a colleague in HR to correct it.',
    );
  }
  return attestation;
}

function changesIn(
  act: Correcting & { fields: Partial<Record<Field, string>> },
  { content }: Attestation,
  values: Standing['values'],
) {
  const wanted = new Map(values);
  for (const [field] of values) {
    const typed = act.fields[field];
    if (typed === undefined) continue;
    const missing = `${FIELD_WORDS[field]} is empty. Type what it should say.`;
    wanted.set(field, lineOf(typed, field, missing));
  }
  const frame = {
    ...act,
    assignedAt: new Date(content.assignment.assignedAt),
    revision: content.policy.revision,
  };
  const [signedOn, heldOn] = [wanted.get('signedOn'), wanted.get('training.heldOn')];
  if (signedOn !== undefined) {
    refuseSignedOn(signedOn, frame);
    if (isOnPaper(content) && content.training.where === 'portal')
      refuseBeforeFinished(signedOn, content.training, act.timeZone);
  }
  if (signedOn !== undefined && heldOn !== undefined) {
    refuseHeldOn(heldOn, signedOn, { ...frame, field: 'training.heldOn' });
  }
  return [...values].flatMap(([field, was]) => {
    const is = wanted.get(field) ?? was;
    return is === was ? [] : [{ field, was, is }];
  });
}

type Said = { corrected: NonNullable<CorrectionRecord['corrected']> } | { withdrawn: true };

async function enter(
  db: Db,
  act: Correcting,
  attestation: Attestation,
  said: Said,
): Promise<{ id: string }> {
  const reason = wordsOf(act.reason, 'reason', LONGEST_REASON);
  const { by } = act;
  const content: CorrectionRecord = {
    schema: 'correction/1',
    id: randomBytes(16).toString('base64url'),
    about: attestation.id,
    aboutSha256: attestation.sha256,
    supersedes: act.seen,
    ...said,
    reason,
    by: { number: by.number, name: by.name, title: by.title },
    authentication: {
      method: by.method,
      signedInAt: by.since.toISOString(),
      stepUp: { method: act.stepUp.method, at: act.stepUp.at.toISOString() },
    },
    at: act.at.toISOString(),
    timeZone: act.timeZone,
  };
  return db.write(async (tx) => {
    const now = await standingOf(tx, attestation);
    refuseUnlessNewest(now, act.seen);
    await recordEvent(tx, {
      at: act.at,
      actor: by.number,
      act: 'withdrawn' in said ? 'attestation.withdrawn' : 'attestation.corrected',
      subject: attestation.id,
      detail: { correction: content.id },
    });
    await appendRecord(tx, act.ledger, {
      kind: 'correction',
      content,
      about: attestation.id,
      employeeNumber: attestation.employeeNumber,
      at: act.at,
      by: by.number,
    });
    return { id: content.id };
  });
}

function refuseUnlessNewest({ withdrawn, newest }: Standing, seen: string): void {
  if (withdrawn) {
    throw new Refusal(
      'conflict',
      'This attestation was withdrawn, so there is nothing left to correct in it.',
    );
  }
  if (newest !== seen) {
    throw new Refusal(
      'conflict',
      'Somebody corrected this record just now. Look at what they wrote, then correct what is still wrong.',
    );
  }
}
