import { z } from 'zod';
import { recordPaper as record } from '#attestations/record-paper.ts';
import { confirmPassword } from '#auth/confirm-password.ts';
import { Refusal } from '#errors.ts';
import { formAction } from './define.ts';
import { id, typed } from './fields.ts';

const line = typed(1000, 'At most 200 characters, please.');
const date = typed(10, 'Give the date as a day that exists, like 2026-12-11.');
const choice = <T extends string>(error: string, ...values: [T, ...T[]]) =>
  z.enum(values, { error });

/** HR records what somebody signed on paper or before a witness, with the password asked again. */
export const recordPaper = formAction({
  roles: ['hr'],
  input: z.object({
    assignment: id,
    how: choice('Say how it was signed.', 'paper', 'witnessed'),
    signedOn: date,
    witnessName: line,
    witnessTitle: line,
    reason: typed(5000, 'A reason has at most 1000 characters.'),
    where: choice('Say what training came before.', 'portal', 'in-person'),
    heldOn: date,
    trainer: line,
    scan: z.instanceof(File, { error: 'Choose the scan of the signed sheet.' }).nullish(),
    /** Of a sheet that is stored already and bears this name, too. */
    sameSheet: typed(64, 'This form did not arrive whole. Open the page again and retry.'),
    password: typed(1024, 'This is not the password you sign in with. Please type it again.'),
  }),
  async run({ password, ...form }, { locals }, person) {
    const { db, ledger, policies, build, clock, config } = locals.portal;
    const { scan, sameSheet } = form;
    if (!scan?.size && !sameSheet) {
      const nothing = scan?.name ? 'This file is empty. Choose' : 'Choose';
      throw new Refusal('bad-input', `${nothing} the scan of the signed sheet.`, 'scan');
    }
    const stepUp = await confirmPassword(db, person, password, locals.address, clock());
    return record(db, {
      ledger,
      policies,
      build,
      by: person,
      stepUp,
      assignmentId: form.assignment,
      how: form.how,
      signedOn: form.signedOn,
      witness: { name: form.witnessName, title: form.witnessTitle },
      reason: form.reason,
      training:
        form.where === 'portal'
          ? { where: form.where }
          : { where: form.where, heldOn: form.heldOn, trainer: form.trainer },
      // A new file wins over the sheet that stands in the form.
      scan: scan?.size ? new Uint8Array(await scan.arrayBuffer()) : sameSheet,
      timeZone: config.timeZone,
      at: clock(),
    });
  },
});
