import { civilDate, isCivilDate, sayDay } from '#clock.ts';
import { Refusal } from '#errors.ts';
import { isVisible, oddCharacterIn } from '#typed-text.ts';
import type { AttestationRecord } from './record.ts';

/** Of what HR writes about a record. */
export const LONGEST_REASON = 1000;
const LONGEST_LINE = 200;

/** A line as HR typed it, one space between words. Refuses an empty one in the words of `missing`. */
export function lineOf(text: string, field: string, missing: string): string {
  const line = text.normalize('NFC').trim().replace(/ +/g, ' ');
  if (!isVisible(line)) throw new Refusal('bad-input', missing, field);
  const odd = oddCharacterIn(line);
  if (odd) throw new Refusal('bad-input', `There is ${odd} in it. Type it again.`, field);
  if (line.length > LONGEST_LINE) {
    throw new Refusal('bad-input', `At most ${LONGEST_LINE} characters, please.`, field);
  }
  return line;
}

export type Frame = {
  assignedAt: Date;
  /** The revision's date, by which it is named. */
  revision: string;
  timeZone: string;
  at: Date;
  /** What the form calls the day of a training in person. */
  field?: string;
};

/** The day on the paper: one that exists, not in the future, not before the training was assigned. */
export function refuseSignedOn(signedOn: string, { assignedAt, timeZone, at }: Frame): void {
  refuseDay(signedOn, 'signedOn', { timeZone, at });
  const assignedOn = civilDate(assignedAt, timeZone);
  if (signedOn < assignedOn) {
    throw new Refusal(
      'bad-input',
      `The training was assigned on ${sayDay(assignedOn)}. The signature cannot be older; look at the sheet again.`,
      'signedOn',
    );
  }
}

/** The statement says that the training is finished: nobody signs that on a day before. */
export function refuseBeforeFinished(
  signedOn: string,
  { lessons, checks }: Pick<AttestationRecord, 'lessons' | 'checks'>,
  timeZone: string,
): void {
  const done = [
    ...lessons.map(({ readAt }) => readAt),
    ...checks.flatMap(({ closedAt, counts }) => (counts ? [closedAt] : [])),
  ].toSorted();
  const last = done.at(-1);
  if (last === undefined) return;
  const finishedOn = civilDate(new Date(last), timeZone);
  if (signedOn >= finishedOn) return;
  throw new Refusal(
    'bad-input',
    `The training in the portal was finished on ${sayDay(finishedOn)}, and the sheet says that it is finished. ` +
      'Look at its date again, or have it signed anew.',
    'signedOn',
  );
}

/** The day of a training in person: after the revision was in force, not after the signature. */
export function refuseHeldOn(heldOn: string, signedOn: string, frame: Frame): void {
  const { field = 'heldOn' } = frame;
  refuseDay(heldOn, field, frame);
  if (heldOn > signedOn) {
    throw new Refusal(
      'bad-input',
      'The training was held after the sheet was signed. Look at both dates again.',
      field,
    );
  }
  if (heldOn < frame.revision) {
    throw new Refusal(
      'bad-input',
      `The training was held before this revision, of ${sayDay(frame.revision)}, was there. It cannot have been about it.`,
      field,
    );
  }
}

function refuseDay(day: string, field: string, { timeZone, at }: Pick<Frame, 'timeZone' | 'at'>) {
  if (!isCivilDate(day)) {
    throw new Refusal('bad-input', 'Give the date as a day that exists, like 2026-12-11.', field);
  }
  if (day > civilDate(at, timeZone)) {
    throw new Refusal('bad-input', 'The date is in the future. Look at the sheet again.', field);
  }
}
