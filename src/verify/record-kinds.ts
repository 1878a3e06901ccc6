import { z } from 'zod';

const text = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.iso.datetime({ precision: 3 });
const day = z.iso.date();
const count = z.number().int().min(0);
const hashed = z.object({ id: text, sha256 });

const Statement = z.object({ text, sha256 });
const PolicyPin = z.object({ id: text, title: text, revision: text, citation: text, sha256 });
const ReleasePin = z.object({ sha256, ruleset: sha256 });
/** How one signs in, and signs, with a code from a slip of paper. */
const KIOSK = 'kiosk-code';
/** What the replay reads: here only that it is there. */
const checks = z.array(z.unknown());
const Authentication = z.object({
  method: text,
  signedInAt: instant,
  stepUp: z.object({ method: text, at: instant }),
});
const Person = z.object({ number: text, name: text, title: z.string(), department: z.string() });
const Result = z.object({ score: z.number(), max: count, needed: z.number() });
/** What whoever had signed before was asked, and what that builds on. */
export const Path = z.strictObject({
  asked: z.enum(['changes', 'short', 'sign-only']),
  since: text,
  attestation: text,
});
/** What changed is asked of an earlier revision's signer; nobody builds on a later one. */
const fits = (
  { revision }: { revision: string },
  path: { asked: string; since: string } | undefined,
): boolean => !path || (path.asked === 'changes' ? path.since < revision : path.since <= revision);
const head = { id: text, statement: Statement, policy: PolicyPin, authentication: Authentication };

const KeyEntry = z.object({
  schema: z.literal('ledger-key/1'),
  id: text,
  origin: text,
  publicKey: text,
  replaces: text.optional(),
  at: instant,
});
const Disposal = z.object({
  schema: z.literal('disposal/1'),
  id: text,
  entries: z.array(z.object({ index: count, sha256, leaf: sha256 })).min(1),
  at: instant,
});
const signed = {
  ...head,
  nonce: sha256,
  person: Person,
  typedName: text,
  release: ReleasePin,
  assignment: z.object({ id: text, campaign: text, assignedAt: instant, dueOn: day }),
  path: Path.optional(),
  lessons: z.array(hashed.extend({ openedAt: instant, readAt: instant })),
  checks,
  result: Result,
  tracks: z.array(text),
  testedOut: z.array(text),
  signedAt: instant,
  timeZone: text,
};
const Attestation = z
  .object({ ...signed, schema: z.enum(['policy-attestation/1', 'policy-attestation/2']) })
  .refine(({ policy, path }) => fits(policy, path), { path: ['path'] })
  // Who signs with a code from a slip of paper has a witness: no other form may do without.
  .refine(({ authentication: { method, stepUp } }) => ![method, stepUp.method].includes(KIOSK), {
    path: ['authentication'],
  });
const AtKiosk = z
  .object({
    ...signed,
    schema: z.literal('kiosk-attestation/1'),
    build: text,
    consent: z.object({ id: text, notice: sha256, at: instant }),
    sequence: z.object({ openedAt: instant, reviewedAt: instant, signedAt: instant }),
    authentication: z.object({
      method: z.literal(KIOSK),
      signedInAt: instant,
      stepUp: z.strictObject({
        method: z.literal(KIOSK),
        at: instant,
        issuedBy: z.strictObject({ number: text, name: text }),
        issuedAt: instant,
      }),
    }),
    witness: z.strictObject({
      number: text,
      name: text,
      title: z.string(),
      method: z.literal('password'),
      at: instant,
    }),
  })
  .refine(({ policy, path }) => fits(policy, path), { path: ['path'] })
  .refine(({ witness, person }) => witness.number !== person.number, {
    path: ['witness', 'number'],
  })
  .refine(({ witness, signedAt }) => witness.at <= signedAt, { path: ['witness', 'at'] });
const Paper = z
  .object({
    ...head,
    schema: z.literal('paper-attestation/1'),
    how: z.enum(['paper', 'witnessed']),
    person: Person,
    release: ReleasePin,
    // Held in person it has no checks: whoever says so cannot have others' answers pass unread.
    training: z.discriminatedUnion('where', [
      z.object({
        where: z.literal('portal'),
        path: Path.optional(),
        lessons: z.array(z.unknown()),
        checks,
        result: Result,
        tracks: z.array(text),
        testedOut: z.array(text),
      }),
      z.strictObject({ where: z.literal('in-person'), heldOn: day, trainer: text }),
    ]),
    signedOn: day,
    scans: z.array(z.object({ sha256, mediaType: text })).min(1),
    recordedBy: z.object({ number: text, name: text }),
    recordedAt: instant,
  })
  .refine(({ policy, training }) => training.where === 'in-person' || fits(policy, training.path), {
    path: ['training', 'path'],
  });
const Correction = z.object({
  schema: z.literal('correction/1'),
  id: text,
  about: text,
  supersedes: text,
  withdrawn: z.literal(true).optional(),
  reason: text,
  at: instant,
});
const Decline = z.object({
  ...head,
  schema: z.literal('decline/1'),
  reason: z.string(),
  at: instant,
});

/** Every kind of record by its schema. */
const KINDS: Readonly<Record<string, Form>> = {
  'ledger-key/1': KeyEntry,
  'policy-attestation/1': Attestation,
  'policy-attestation/2': Attestation,
  'kiosk-attestation/1': AtKiosk,
  'paper-attestation/1': Paper,
  'correction/1': Correction,
  'decline/1': Decline,
  'disposal/1': Disposal,
};
const Unknown = z.object({ schema: text, id: text, at: instant.optional() });

type Form = z.ZodType<Record<string, unknown>>;
export type KeyEntry = z.infer<typeof KeyEntry>;
export type Disposal = z.infer<typeof Disposal>;
export type SignIn = z.infer<typeof Authentication>;

/** The form of the records of a schema: of one that this program does not know, hardly any. */
export function kindOf(schema: string): { form: Form; known: boolean } {
  const form = Object.hasOwn(KINDS, schema) ? KINDS[schema] : undefined;
  return { form: form ?? Unknown, known: form !== undefined };
}

/** A schema whose records say that somebody was trained, which is to be replayed or held in person. */
export function isTraining(schema: string): boolean {
  return /attestation/i.test(schema);
}
