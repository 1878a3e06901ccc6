import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { splitFacts } from '#policies/parse-scenario.ts';
import { readYaml } from '#policies/read-yaml.ts';
import { StatedFacts } from '#policies/schemas.ts';
import { COMMENT_VERDICTS, VERDICTS, type Situation } from '#rules/model.ts';

/**
 * What the policy's words make of a situation, written by people who did not read the rules. Two
 * verdicts are the best and the worst that the facts still allow.
 */
export type Expectation = {
  verdict: z.infer<typeof Verdict>;
  /** The sentences whose breach by whoever acts is certain. */
  clauses: string[];
  /** Where a public comment is at hand: what it comes to, and the sentences that make it so. */
  comment?: z.infer<typeof CommentVerdict> | undefined;
  grounds?: string[] | undefined;
  /** All permissions and powers that hold, where the case is about them. */
  permits?: string[] | undefined;
};
export type Golden = { file: string; line: number; name: string; facts: Situation } & Expectation;
export type GoldenTelling = {
  file: string;
  line: number;
  scenario: string;
  telling: string;
} & Expectation;

/** Where the golden files stand, as messages name it. */
export const GOLDEN = 'tests/content/golden';

const either = <T extends string>(scale: readonly [T, ...T[]]) =>
  z.union([z.enum(scale), z.tuple([z.enum(scale), z.enum(scale)])], {
    error: `is one of ${scale.join(', ')}, or the best and the worst of them in [brackets]`,
  });
const Verdict = either(VERDICTS);
const CommentVerdict = either(COMMENT_VERDICTS);
const ids = z.array(z.string());
const expectation = {
  verdict: Verdict,
  clauses: ids,
  comment: CommentVerdict.optional(),
  grounds: ids.optional(),
  permits: ids.optional(),
};
const Cases = z.array(
  z.strictObject({
    name: z.string(),
    facts: StatedFacts,
    ...expectation,
    /** The same with some facts otherwise: near misses, and other roads to the same end. */
    near: z
      .array(z.strictObject({ but: z.string(), with: StatedFacts, ...expectation }))
      .default([]),
  }),
);
const Tellings = z.record(z.string(), z.record(z.string(), z.strictObject(expectation)));
const Norms = z.record(
  z.string(),
  z.strictObject({
    bearer: z.string(),
    strength: z.string(),
    effect: z.string(),
  }),
);

/** Whom each norm binds, how strongly, and what its breach brings, by norm id. */
export function readGoldenNorms(folder: string): z.infer<typeof Norms> {
  const text = readFileSync(`${folder}/norms.yaml`, 'utf8');
  return readYaml(Norms, { file: `${GOLDEN}/norms.yaml`, text }).data;
}

/** Every case of the golden files, its near misses as cases of their own. */
export function readGolden(folder: string): Golden[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('section-'))
    .sort()
    .flatMap((name) => parseGolden(readFileSync(`${folder}/${name}`, 'utf8'), `${GOLDEN}/${name}`));
}

export function parseGolden(text: string, file: string): Golden[] {
  const { data, lineOf } = readYaml(Cases, { file, text });
  return data.flatMap(({ facts: stated, name, near, ...expected }, index) => {
    const { facts } = splitFacts(stated);
    return [
      { ...expected, name, facts, file, line: lineOf([index]) },
      ...near.map(({ but, with: changed, ...otherwise }, at) => ({
        ...otherwise,
        name: `${name}, but ${but}`,
        facts: { ...facts, ...splitFacts(changed).facts },
        file,
        line: lineOf([index, 'near', at]),
      })),
    ];
  });
}

/** What each telling of each scenario should come to. */
export function readGoldenTellings(folder: string): GoldenTelling[] {
  const text = readFileSync(`${folder}/scenarios.yaml`, 'utf8');
  return parseGoldenTellings(text, `${GOLDEN}/scenarios.yaml`);
}

export function parseGoldenTellings(text: string, file: string): GoldenTelling[] {
  const { data, lineOf } = readYaml(Tellings, { file, text });
  return Object.entries(data).flatMap(([scenario, tellings]) =>
    Object.entries(tellings).map(([telling, expected]) => {
      return { ...expected, scenario, telling, file, line: lineOf([scenario, telling]) };
    }),
  );
}
