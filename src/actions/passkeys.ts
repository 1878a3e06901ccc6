import type { ActionAPIContext } from 'astro:actions';
import { z } from 'zod';
import { draftForPasskey as draft } from '#attestations/passkey-draft.ts';
import { signWithPasskey as signDraft } from '#attestations/sign-with-passkey.ts';
import { confirmPassword } from '#auth/confirm-password.ts';
import {
  addPasskey as add,
  removePasskey as remove,
  startPasskey as start,
} from '#auth/passkeys.ts';
import { passkeySite, type Site } from '#auth/webauthn.ts';
import { Refusal } from '#errors.ts';
import { formAction } from './define.ts';
import { agreed, id, password, typed, typedName } from './fields.ts';

/** A credential id may be 1023 bytes long. */
const passkey = z.string('Choose one of your passkeys.').min(1).max(1400);
/** What the browser got from a passkey, as JSON; nothing when it has no script. */
const answer = typed(60_000, 'Your browser sent more than a passkey says. Please begin again.');

/** Begins to add a passkey, with the password asked again. */
export const startPasskey = formAction({
  input: z.object({ password }),
  async run(form, { locals }, person) {
    const { db, clock } = locals.portal;
    siteOf(locals);
    await confirmPassword(db, person, form.password, locals.address, clock());
    await start(db, person, clock());
    return {};
  },
});

/** Adds the passkey that the browser made. */
export const addPasskey = formAction({
  input: z.object({ name: typed(500, 'The name is too long.'), answer }),
  async run(form, { locals }, person) {
    const { db, clock } = locals.portal;
    const site = siteOf(locals);
    await add(db, { ...form, person, site, address: locals.address, at: clock() });
    return {};
  },
});

/** Removes a passkey, with the password asked again. */
export const removePasskey = formAction({
  input: z.object({ passkey, password }),
  async run(form, { locals }, person) {
    const { db, clock } = locals.portal;
    await confirmPassword(db, person, form.password, locals.address, clock());
    await remove(db, { person, id: form.passkey, address: locals.address, at: clock() });
    return {};
  },
});

/** Writes up what a passkey is to sign; the page then asks for the passkey. */
export const draftForPasskey = formAction({
  input: z.object({
    assignment: id,
    typedName,
    agreed,
    passkey,
  }),
  async run({ assignment, typedName, agreed, passkey: passkeyId }, context, person) {
    const { db, clock } = context.locals.portal;
    await draft(db, {
      ...signingHere(context),
      person,
      assignmentId: assignment,
      typedName,
      agreed: agreed === 'true',
      passkeyId,
      at: clock(),
    });
    return { assignment };
  },
});

/** Signs the drafted record with what the passkey answered. */
export const signWithPasskey = formAction({
  input: z.object({ assignment: id, answer }),
  async run(form, context, person) {
    const { db, clock } = context.locals.portal;
    const signing = { ...signingHere(context), clock, person, assignmentId: form.assignment };
    const { id: attestation } = await signDraft(db, { ...signing, answer: form.answer });
    return { attestation };
  },
});

function signingHere({ locals, request }: ActionAPIContext) {
  const { ledger, policies, notice, build, config } = locals.portal;
  return {
    ledger,
    policies,
    notice,
    build,
    site: siteOf(locals),
    timeZone: config.timeZone,
    address: locals.address,
    userAgent: request.headers.get('user-agent') ?? '',
  };
}

function siteOf({ portal }: App.Locals): Site {
  const site = passkeySite(portal.config.origin);
  if (site) return site;
  throw new Refusal(
    'conflict',
    'Browsers have no passkeys where the portal is opened by a number instead of a name. Use your password.',
  );
}
