import { recordEvent } from '#audit/record.ts';
import type { Db } from '#db/client.ts';
import { disposalItems, disposalProposals } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { randomId } from '#people/random-id.ts';
import { sha256Hex } from '#rules/hash.ts';
import { oldRecords, type OldRecord, type When } from './due.ts';
import type { Series } from './series.ts';
import { wordsIn } from './typed.ts';

const ROWS_AT_ONCE = 500;

type Proposing = When & {
  series: Series;
  /** What the page showed, by `seenOf`. */
  seen: string;
  /** Records to leave out, and why. */
  leftOut: readonly string[];
  leftOutBecause: string;
  reason: string;
  by: string;
};

/** What may be proposed by a person: nobody proposes to dispose of their own record. */
export function proposable(records: readonly OldRecord[], by: string): OldRecord[] {
  return records.filter(({ kept, number }) => kept === undefined && number !== by);
}

/** Names a list of records, so that nobody proposes what they have not seen. */
export function seenOf(records: readonly OldRecord[]): string {
  return sha256Hex(records.map(({ id }) => id).join('\n'));
}

/**
 * Proposes what is due of a series, without what is left out for a reason, for another person to
 * decide on. Nothing is disposed of by it. Returns its id. Refuses an empty list, one that has changed
 * since it was shown, and records left out without a reason.
 */
export async function proposeDisposal(db: Db, act: Proposing): Promise<string> {
  const { series, by, at } = act;
  const reason = wordsIn(act.reason, {
    field: 'reason',
    missing: 'Say in a few words why these records are disposed of now.',
  });
  const because =
    act.leftOut.length === 0
      ? undefined
      : wordsIn(act.leftOutBecause, {
          field: 'leftOutBecause',
          missing: 'Say why the records you left out are kept.',
        });
  const id = randomId();
  await db.write(async (tx) => {
    const due = proposable((await oldRecords(tx, act)).records, by);
    if (seenOf(due) !== act.seen) {
      throw new Refusal(
        'conflict',
        'What is due has changed since you opened this page. Look at the list again, then propose.',
      );
    }
    const chosen = due.filter((record) => !act.leftOut.includes(record.id));
    if (chosen.length === 0) {
      throw new Refusal('conflict', 'Nothing is left to propose. Leave fewer records out.');
    }
    await tx.insert(disposalProposals).values({ id, series, reason, by, at });
    const items = chosen
      .flatMap((record) => [record.id, ...record.corrections])
      .map((recordId) => ({ proposalId: id, recordId }));
    for (let from = 0; from < items.length; from += ROWS_AT_ONCE) {
      await tx.insert(disposalItems).values(items.slice(from, from + ROWS_AT_ONCE));
    }
    const leftOut = due.length - chosen.length;
    const detail = { series, records: chosen.length, leftOut, because };
    await recordEvent(tx, { at, actor: by, act: 'disposal.proposed', subject: id, detail });
  });
  return id;
}
