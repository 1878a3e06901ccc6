import { z } from 'zod';
import { recordEvent } from '#audit/record.ts';
import { confirmPassword } from '#auth/confirm-password.ts';
import { Refusal } from '#errors.ts';
import { compareCheckpoint, CONTRADICTED, whyStop } from '#evidence/outside/compare.ts';
import { outsidePlaces, sendCopies } from '#evidence/outside/send-copies.ts';
import { rotateKey } from '#evidence/rotate-key.ts';
import { formAction } from './define.ts';
import { id, password, typed } from './fields.ts';

/** An admin changes the key that signs the ledger, with the password asked again. */
export const changeLedgerKey = formAction({
  roles: ['admin'],
  input: z.object({
    /** Id of the key that stood on the page. */
    seen: id,
    password,
  }),
  async run({ seen, password }, { locals }, person) {
    const { db, ledger, clock, log } = locals.portal;
    await confirmPassword(db, person, password, locals.address, clock());
    const at = clock();
    const { number } = person;
    const { keyId, moved } = await rotateKey(db, ledger, {
      at,
      by: number,
      seen,
      also: (tx, detail) =>
        recordEvent(tx, { at, actor: number, act: 'ledger-key.changed', detail }),
    });
    if (!moved)
      log.error('the files of the ledger’s keys could not be moved: the next start does it');
    return { keyId, moved };
  },
});

/** An admin sends the newest checkpoint to every place that does not have it yet. */
export const sendCheckpoint = formAction({
  roles: ['admin'],
  // Nothing is filled in: the hidden field tells a form of ours from an empty one.
  input: z.object({ seen: id }),
  async run(_, { locals }, { number }) {
    const { config, db, ledger, clock, log } = locals.portal;
    if (ledger.stopped) {
      throw new Refusal('conflict', 'No copy leaves while signing is stopped: it may be wrong.');
    }
    const at = clock();
    const when = { at, timeZone: config.timeZone, asked: true };
    const copies = await sendCopies(db, ledger, outsidePlaces(config), when);
    for (const { error, ...copy } of copies) {
      if (copy.outcome === 'failed') log.warn({ ...copy, error }, 'a copy could not leave');
    }
    const detail = {
      copies: copies.map(({ channel, place, size, outcome }) => ({
        channel,
        place,
        size,
        outcome,
      })),
    };
    await db.write((tx) => recordEvent(tx, { at, actor: number, act: 'checkpoint.sent', detail }));
    return {
      sent: copies.filter(({ outcome }) => outcome === 'sent').length,
      failed: copies.filter(({ outcome }) => outcome === 'failed').length,
    };
  },
});

/**
 * Compares a checkpoint that was kept outside with the ledger. One that the ledger's own key has signed
 * and that the ledger contradicts proves that something is wrong: signing stops.
 */
export const compareWithLedger = formAction({
  roles: ['admin', 'hr', 'auditor'],
  input: z.object({ checkpoint: typed(16_384, 'This is too long to be a checkpoint.') }),
  async run({ checkpoint }, { locals }, { number }) {
    if (checkpoint.trim() === '') {
      throw new Refusal('bad-input', 'Paste a checkpoint that was kept outside.', 'checkpoint');
    }
    const { db, ledger, clock } = locals.portal;
    const found = await compareCheckpoint(db, checkpoint);
    const proven = found.is === 'shorter' || found.is === 'other' ? whyStop(found) : undefined;
    if (proven !== undefined && !ledger.stopped) {
      const because = `a checkpoint that was kept outside ${proven}`;
      ledger.stop(because);
      const detail = { because, checkpoint };
      await db.write((tx) =>
        recordEvent(tx, { at: clock(), actor: number, act: CONTRADICTED, detail }),
      );
    }
    return found;
  },
});
