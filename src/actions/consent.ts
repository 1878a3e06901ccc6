import { z } from 'zod';
import { giveConsent, withdrawConsent as withdraw } from '#attestations/consent.ts';
import { formAction } from './define.ts';
import { id, typed } from './fields.ts';

/** A person agrees to the notice about electronic records, before the first signature. */
export const agreeToElectronicRecords = formAction({
  atKiosk: true,
  input: z.object({
    /** The hash of the notice that stood on the page. */
    notice: id,
    agreed: typed(8, 'Check the box if you agree to electronic records.'),
  }),
  async run({ notice: seen, agreed }, { locals }, { number }) {
    const { db, notice, clock } = locals.portal;
    const act = { notice, seen, agreed: agreed === 'true', employeeNumber: number };
    return { consent: await giveConsent(db, { ...act, at: clock() }) };
  },
});

/** A person takes that agreement back. */
export const withdrawConsent = formAction({
  atKiosk: true,
  input: z.object({ withdraw: z.literal('true', { error: 'Open your record and try again.' }) }),
  async run(_, { locals }, { number }) {
    const { db, clock } = locals.portal;
    await withdraw(db, { employeeNumber: number, at: clock() });
    return { withdrawn: true };
  },
});
