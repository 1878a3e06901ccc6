import canonicalize from 'canonicalize';
import { z } from 'zod';
import { compile } from '#rules/compile.ts';
import { sha256Hex } from '#rules/hash.ts';
import { COMMENT_VERDICTS, VERDICTS } from '#rules/model.ts';
import type { Condition, Ruleset } from '#rules/model.ts';

/** The ruleset as canonical JSON (RFC 8785): the same rules give the same bytes. */
export function rulesetJson(ruleset: Ruleset): string {
  return canonicalize(ruleset)!;
}

const digests = new WeakMap<Ruleset, string>();

/** SHA-256 (hex) of the canonical JSON in UTF-8. */
export function rulesetSha256(ruleset: Ruleset): string {
  let digest = digests.get(ruleset);
  if (digest === undefined) {
    digest = sha256Hex(rulesetJson(ruleset));
    digests.set(ruleset, digest);
  }
  return digest;
}

/**
 * A ruleset from its JSON, strictly: an unknown key, fact or value throws.
 * It evaluates, explains and hashes exactly as the one that was written out.
 */
export function parseRuleset(json: string): Ruleset {
  const ruleset = RulesetSchema.parse(JSON.parse(json));
  compile(ruleset);
  return ruleset;
}

const text = z.string().min(1);
const value = z.union([z.string(), z.boolean()]);

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.discriminatedUnion('k', [
    z.strictObject({ k: z.literal('is'), fact: text, in: z.array(value).min(1) }),
    z.strictObject({ k: z.enum(['all', 'any']), of: z.array(condition).min(1) }),
    z.strictObject({ k: z.literal('not'), of: condition }),
  ]),
);

const fact = z.strictObject({
  id: text,
  values: z.array(value).min(2),
  doc: text,
  ask: text,
  say: z.record(z.string(), text),
  judgement: z.strictObject({ standard: text }).exactOptional(),
  control: z.enum(['self', 'others', 'fixed']),
  cost: z.number().min(0),
  mend: z.record(z.string(), text).exactOptional(),
});

const norm = z.strictObject({
  id: text,
  sentence: text,
  quote: text,
  gist: text,
  bearer: z.enum(['employee', 'designated', 'administrator', 'city', 'public']),
  strength: z.enum(['must', 'should', 'may']),
  when: condition,
  wrong: condition.exactOptional(),
  unless: z.array(z.strictObject({ cite: text, when: condition, note: text })),
  effect: z.enum([...VERDICTS, ...COMMENT_VERDICTS]),
  mendBy: z.array(text).exactOptional(),
  yieldsTo: z.array(text).exactOptional(),
  readings: z.array(text),
  because: text,
});

const alternative = z.strictObject({
  reading: text,
  gist: text,
  norms: z.array(norm),
  without: z.array(text).exactOptional(),
});

const unruled = z.strictObject({
  id: text,
  sentence: text,
  meaning: z.enum(['must', 'should', 'city', 'information']),
  reason: text,
  says: text.exactOptional(),
});

const RulesetSchema: z.ZodType<Ruleset> = z.strictObject({
  policy: text,
  revision: text,
  amends: z
    .array(z.strictObject({ revision: text, renumbered: z.record(z.string(), text) }))
    .exactOptional(),
  facts: z.array(fact),
  norms: z.array(norm),
  unruled: z.array(unruled).exactOptional(),
  gists: z.record(z.string(), text).exactOptional(),
  alternatives: z.array(alternative).exactOptional(),
});
