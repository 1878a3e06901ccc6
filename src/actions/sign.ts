import { z } from 'zod';
import { attest } from '#attestations/attest.ts';
import { confirmPassword } from '#auth/confirm-password.ts';
import { formAction } from './define.ts';
import { agreed, id, password, typedName } from './fields.ts';

/** Signs the attestation of a finished training, with the password asked again. */
export const sign = formAction({
  input: z.object({
    assignment: id,
    typedName,
    agreed,
    password,
  }),
  async run({ assignment, typedName, agreed, password }, { locals, request }, person) {
    const { db, ledger, policies, notice, build, clock, config } = locals.portal;
    const at = clock();
    const stepUp = await confirmPassword(db, person, password, locals.address, at);
    const { id } = await attest(db, {
      ledger,
      policies,
      notice,
      build,
      person,
      assignmentId: assignment,
      typedName,
      agreed: agreed === 'true',
      stepUp,
      timeZone: config.timeZone,
      address: locals.address,
      userAgent: request.headers.get('user-agent') ?? '',
      at: clock(),
    });
    return { attestation: id };
  },
});
