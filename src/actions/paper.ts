import { z } from 'zod';
import { recordPaper as record } from '#attestations/record-paper.ts';
import { confirmPassword } from '#auth/confirm-password.ts';
import { Refusal } from '#errors.ts';
import { formAction } from './define.ts';
import { id, missing, needed, password, typed } from './fields.ts';

const line = typed(1000, 'At most 200 characters, please.');
const NO_DAY = 'Give the date as a day that exists, like 2026-12-11.';
const date = typed(10, NO_DAY);
const NO_SCAN = 'Choose the scan of the signed sheet.';
const choice = <T extends string>(error: string, ...values: [T, ...T[]]) =>
  z.enum(values, { error });

/** HR records what somebody signed on paper or before a witness, with the password asked again. */
export const recordPaper = formAction({
  roles: ['hr'],
  input: z
    .object({
      assignment: id,
      how: choice('Say how it was signed.', 'paper', 'witnessed'),
      witnessName: line,
      witnessTitle: line,
      signedOn: needed(10, NO_DAY, NO_DAY),
      where: choice('Say what training came before.', 'portal', 'in-person'),
      heldOn: date,
      trainer: line,
      reason: needed(5000, 'A reason has at most 1000 characters.', 'Say why, in your own words.'),
      scan: z.instanceof(File, { error: NO_SCAN }).nullish(),
      /** Of a sheet that is stored already and bears this name, too. */
      sameSheet: typed(64, 'This form did not arrive whole. Open the page again and retry.'),
      password,
    })
    .refine(
      ({ how, witnessName }) => how !== 'witnessed' || witnessName?.trim(),
      missing('witnessName', 'Give the name of the witness.'),
    )
    .refine(
      ({ how, witnessTitle }) => how !== 'witnessed' || witnessTitle?.trim(),
      missing('witnessTitle', 'Give the title of the witness.'),
    )
    .refine(({ where, heldOn }) => where !== 'in-person' || heldOn, missing('heldOn', NO_DAY))
    .refine(
      ({ where, trainer }) => where !== 'in-person' || trainer?.trim(),
      missing('trainer', 'Give the name of who held the training.'),
    )
    .refine(({ scan, sameSheet }) => scan?.name || sameSheet, missing('scan', NO_SCAN)),
  async run({ password, ...form }, { locals }, person) {
    const { db, ledger, policies, build, clock, config } = locals.portal;
    const { scan, sameSheet } = form;
    if (!scan?.size && !sameSheet) {
      throw new Refusal('bad-input', `This file is empty. ${NO_SCAN}`, 'scan');
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
