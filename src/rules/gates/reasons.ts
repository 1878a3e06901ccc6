import { compile } from '#rules/compile.ts';
import type { Compiled, CompiledNorm } from '#rules/compile.ts';
import { why } from '#rules/explain.ts';
import type { FactId, Ruleset } from '#rules/model.ts';
import { table } from '#rules/table.ts';
import { fixedPlaceholders, placeholders } from '#rules/words.ts';

/** A reason speaks only of facts that decide: of the norm's own, and outside brackets in every case. */
export function looseReasons(ruleset: Ruleset): string[] {
  const rules = compile(ruleset);
  return rules.norms.flatMap((norm) => {
    const { id, because, unless } = norm.norm;
    const read = norm.reads.map((at) => ruleset.facts[at]!.id);
    const foreign = [because, ...unless.map((one) => one.note)]
      .flatMap(placeholders)
      .find((fact) => !read.includes(fact));
    if (foreign !== undefined)
      return [`${id}: its reason speaks of \`${foreign}\`, which it does not read`];
    const loose = looseFact(ruleset, rules, norm);
    return loose === undefined
      ? []
      : [`${id}: its reason speaks of \`${loose}\` where that decides nothing`];
  });
}

function looseFact(ruleset: Ruleset, rules: Compiled, norm: CompiledNorm): FactId | undefined {
  const { id, because, unless } = norm.norm;
  for (const { facts, status } of table(rules, norm)) {
    if (status === 'not-applicable' || status === 'undetermined') continue;
    const holding = norm.exceptions.findIndex((exception) => exception(facts) === 2);
    const template = status === 'excepted' ? unless[holding]!.note : because;
    const deciding = why(ruleset, facts, id).facts;
    const loose = fixedPlaceholders(template).find((fact) => !deciding.includes(fact));
    if (loose !== undefined) return loose;
  }
  return undefined;
}
