import { z } from 'zod';
import { attest } from '#attestations/attest.ts';
import { confirmPassword } from '#auth/confirm-password.ts';
import { formAction } from './define.ts';

/** Signs the attestation of a finished training, with the password asked again. */
export const sign = formAction({
  input: z.object({
    assignment: z.string().min(1).max(64),
    typedName: z.string().max(200).default(''),
    agreed: z.boolean().default(false),
    password: z.string().max(1024).default(''),
  }),
  async run({ assignment, typedName, agreed, password }, { locals, request }, person) {
    const { db, policies, clock, config } = locals.portal;
    const at = clock();
    const stepUp = await confirmPassword(db, person, password, locals.address, at);
    const { id } = await attest(db, {
      policies,
      person,
      assignmentId: assignment,
      typedName,
      agreed,
      stepUp,
      timeZone: config.timeZone,
      address: locals.address,
      userAgent: request.headers.get('user-agent') ?? '',
      at: clock(),
    });
    return { attestation: id };
  },
});
