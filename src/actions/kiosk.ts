import { z } from 'zod';
import { signAtKiosk as sign } from '#attestations/sign-at-kiosk.ts';
import { makeSlips as make } from '#auth/kiosk-codes.ts';
import { readSession, sessionCookie } from '#auth/sessions.ts';
import { signInAtKiosk as signIn } from '#auth/sign-in-at-kiosk.ts';
import { formAction } from './define.ts';
import { agreed, chosen, id, needed, typedName } from './fields.ts';

const TOO_LONG = 'The code is too long. It has ten characters.';
const SAW = 'The witness checks the box, if they saw it.';

/** Signs in on a shared tablet, with a code from a slip; no device becomes known. */
export const signInAtKiosk = formAction({
  open: true,
  input: z.object({
    number: needed(320, 'That is too long.', 'Type your employee number.'),
    code: needed(64, TOO_LONG, 'Type the next code of your slip.'),
  }),
  async run(form, { locals, cookies }) {
    const { db, clock, config } = locals.portal;
    const { name, options } = sessionCookie(config.origin);
    const { address } = locals;
    const oldCookie = cookies.get(name)?.value;
    const at = clock();
    const { cookieValue } = await signIn(db, { ...form, address, oldCookie, at });
    cookies.set(name, cookieValue, options);
    locals.signedIn = await readSession(db, cookieValue, at);
    return {};
  },
});

/** HR prints slips with codes, for people without mail or a device; shown this once. */
export const makeSlips = formAction({
  roles: ['hr'],
  input: z.object({ person: chosen }),
  async run({ person: people }, { locals }, { number: by }) {
    const { db, clock } = locals.portal;
    return { slips: await make(db, { people, by, at: clock() }) };
  },
});

/** Signs on a shared tablet, with the signing code of the slip, before a witness. */
export const signAtKiosk = formAction({
  atKiosk: true,
  input: z.object({
    assignment: id,
    typedName,
    agreed,
    code: needed(64, TOO_LONG, 'Type your signing code.'),
    witnessNumber: needed(320, 'That is too long.', 'The witness types their employee number.'),
    witnessPassword: needed(1024, 'That is too long.', 'The witness types their password.'),
    saw: needed(8, SAW, SAW),
  }),
  async run(form, { locals, request }, person) {
    const { db, ledger, policies, notice, build, clock, config } = locals.portal;
    const { id: attestation } = await sign(db, {
      ledger,
      policies,
      notice,
      build,
      person,
      assignmentId: form.assignment,
      typedName: form.typedName,
      agreed: form.agreed === 'true',
      code: form.code,
      witness: {
        number: form.witnessNumber,
        password: form.witnessPassword,
        saw: form.saw === 'true',
      },
      timeZone: config.timeZone,
      address: locals.address,
      userAgent: request.headers.get('user-agent') ?? '',
      clock,
    });
    return { attestation };
  },
});
