import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { splitFacts } from '#policies/parse-scenario.ts';
import { readYaml } from '#policies/read-yaml.ts';
import { StatedFacts } from '#policies/schemas.ts';
import { VERDICTS, type Situation } from '#rules/model.ts';

/**
 * What the policy's words make of a situation, written by people who did not read the rules.
 * Two verdicts are the best and the worst that the facts still allow.
 */
export type Expectation = { verdict: z.infer<typeof Verdict>; clauses: string[] };
export type Golden = { file: string; line: number; name: string; facts: Situation } & Expectation;
export type GoldenTelling = {
  file: string;
  line: number;
  scenario: string;
  telling: string;
} & Expectation;

const Verdict = z.union([z.enum(VERDICTS), z.tuple([z.enum(VERDICTS), z.enum(VERDICTS)])], {
  error: `is one of ${VERDICTS.join(', ')}, or the best and the worst of them in [brackets]`,
});
const expectation = { verdict: Verdict, clauses: z.array(z.string()) };
const Cases = z.array(z.strictObject({ name: z.string(), facts: StatedFacts, ...expectation }));
const Tellings = z.record(z.string(), z.record(z.string(), z.strictObject(expectation)));

/** Every case of the golden files but those about scenarios. */
export function readGolden(folder: string): Golden[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== 'scenarios.yaml')
    .sort()
    .flatMap((name) => parseGolden(readFileSync(`${folder}/${name}`, 'utf8'), `golden/${name}`));
}

export function parseGolden(text: string, file: string): Golden[] {
  const { data, lineOf } = readYaml(Cases, { file, text });
  return data.map((one, index) => ({
    ...one,
    facts: splitFacts(one.facts).facts,
    file,
    line: lineOf([index]),
  }));
}

/** What each telling of each scenario should come to. */
export function readGoldenTellings(folder: string): GoldenTelling[] {
  const text = readFileSync(`${folder}/scenarios.yaml`, 'utf8');
  return parseGoldenTellings(text, 'golden/scenarios.yaml');
}

export function parseGoldenTellings(text: string, file: string): GoldenTelling[] {
  const { data, lineOf } = readYaml(Tellings, { file, text });
  return Object.entries(data).flatMap(([scenario, tellings]) =>
    Object.entries(tellings).map(([telling, expected]) => {
      return { ...expected, scenario, telling, file, line: lineOf([scenario, telling]) };
    }),
  );
}
