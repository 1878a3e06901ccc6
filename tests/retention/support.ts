import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { attest } from '#attestations/attest.ts';
import { openDatabase } from '#db/client.ts';
import { employees } from '#db/schema/index.ts';
import { openLedger } from '#evidence/open-ledger.ts';
import { oldRecords } from '#retention/due.ts';
import { proposable, proposeDisposal, seenOf } from '#retention/propose.ts';
import { setRule } from '#retention/rules.ts';
import { freshDatabaseUrl, freshPath } from '../support/database.ts';
import {
  ALICE,
  BOB,
  NOW,
  ZONE,
  finishTraining,
  review,
  schoolOn,
  signing,
  type School,
} from '../support/school.ts';

export const HR = 'T-HR';
export const CITATION = 'Item 2 of the schedule';
/** Two years and some days after everybody signed and left. */
export const LATER = new Date('2028-12-15T16:00:00Z');

/** A typed name that stands nowhere else: the same name, in other letters. */
export const typedNameOf = (number: string) =>
  number === ALICE ? 'aLiCe   eXaMpLe' : 'bOb   eXaMpLe';

/** Finishes and signs the training with a name typed as nobody else types it. */
export async function signOddly(school: School, number: string): Promise<string> {
  await finishTraining(school, number);
  await review(school, number);
  const typedName = typedNameOf(number);
  return (await attest(school.db, { ...signing(school, number), typedName })).id;
}

/** The day somebody leaves the City. */
export async function leave({ db }: School, number: string, separatedOn: string | null) {
  await db.write((tx) =>
    tx.update(employees).set({ separatedOn }).where(eq(employees.number, number)),
  );
}

/** Alice and Bob have signed and left; attestations are kept for two years. Their receipts. */
export async function leavers(school: School): Promise<[string, string]> {
  const signed: [string, string] = [await signOddly(school, ALICE), await signOddly(school, BOB)];
  for (const number of [ALICE, BOB]) await leave(school, number, '2026-12-01');
  await twoYears(school);
  return signed;
}

export const twoYears = ({ db }: School, years = '2', at: Date = NOW) =>
  setRule(db, { series: 'attestations', years, citation: CITATION, by: HR, at });

export const whenAt = ({ policies }: School, at: Date = LATER) => ({
  policies,
  at,
  timeZone: ZONE,
});

export async function dueAt(school: School, at: Date = LATER) {
  const when = whenAt(school, at);
  return (await oldRecords(school.db.read, { ...when, series: 'attestations' })).records;
}

/** HR proposes everything that is due, but for what is left out. */
export async function propose(
  school: School,
  { by = HR, leftOut = [] as string[], because = '', at = LATER } = {},
): Promise<string> {
  return proposeDisposal(school.db, {
    ...whenAt(school, at),
    series: 'attestations',
    seen: seenOf(proposable(await dueAt(school, at), by)),
    leftOut,
    leftOutBecause: because,
    reason: 'The time is over.',
    by,
  });
}

/** A school of leavers, made once a test file and copied for each test; its file's path. */
export async function openLeavers(): Promise<School & { path: string; signed: [string, string] }> {
  base ??= makeLeavers();
  const { path: from, keyFile, signed, school } = await base;
  const path = freshPath();
  copyFileSync(from, path);
  const db = await openDatabase({ url: `file:${path}` });
  const ledger = await openLedger(db, { keyFile, origin: '', at: NOW });
  return { ...school, db, ledger, path, signed };
}
let base: ReturnType<typeof makeLeavers> | undefined;

async function makeLeavers() {
  const url = await freshDatabaseUrl({ stays: true });
  const db = await openDatabase({ url });
  const keyFile = join(mkdtempSync(join(tmpdir(), 'ledger-key-')), 'ledger.pem');
  const school = await schoolOn(db, { keyFile });
  const signed = await leavers(school);
  await db.close();
  return { path: url.slice('file:'.length), keyFile, signed, school };
}
