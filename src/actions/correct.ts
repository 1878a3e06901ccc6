import type { ActionAPIContext } from 'astro:actions';
import { z } from 'zod';
import { correct, withdraw } from '#attestations/correct.ts';
import { confirmPassword } from '#auth/confirm-password.ts';
import type { SignedIn } from '#auth/signed-in.ts';
import { formAction } from './define.ts';
import { id, needed, password } from './fields.ts';

const said = {
  attestation: id,
  /** The newest correction that the page showed, or the attestation. */
  seen: id,
  reason: needed(5000, 'A reason has at most 1000 characters.', 'Say why, in your own words.'),
  password,
};
const field = z.string().max(1000, { error: 'At most 200 characters, please.' }).optional();

/** HR corrects what a record says of the person or of a paper, with the password asked again. */
export const correctAttestation = formAction({
  roles: ['hr'],
  input: z.object({
    ...said,
    'person.name': field,
    'person.title': field,
    'person.department': field,
    signedOn: field,
    'witness.name': field,
    'witness.title': field,
    'training.heldOn': field,
    'training.trainer': field,
  }),
  async run({ attestation, seen, reason, password, ...typedFields }, context, person) {
    const fields = Object.fromEntries(
      Object.entries(typedFields).filter(([, value]) => value !== undefined),
    );
    const by = await confirmed(context, person, password);
    const { db } = context.locals.portal;
    return correct(db, { ...by, attestationId: attestation, seen, reason, fields });
  },
});

/** HR says that an attestation does not stand. */
export const withdrawAttestation = formAction({
  roles: ['hr'],
  input: z.object(said),
  async run({ attestation, seen, reason, password }, context, person) {
    const by = await confirmed(context, person, password);
    return withdraw(context.locals.portal.db, { ...by, attestationId: attestation, seen, reason });
  },
});

async function confirmed({ locals }: ActionAPIContext, by: SignedIn, password: string) {
  const { db, ledger, clock, config } = locals.portal;
  const stepUp = await confirmPassword(db, by, password, locals.address, clock());
  return { ledger, by, stepUp, timeZone: config.timeZone, at: clock() };
}
