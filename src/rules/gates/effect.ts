import { compile } from '#rules/compile.ts';
import { decisive } from '#rules/example.ts';
import type { Norm, Ruleset } from '#rules/model.ts';
import { table } from '#rules/table.ts';

/** Every norm can be breached (a permission: can hold), and each fact that it reads can decide it. */
export function idle(ruleset: Ruleset): string[] {
  const rules = compile(ruleset);
  return rules.norms.flatMap((norm) => {
    const holds = table(rules, norm).map(({ status }) => status === target(norm.norm));
    if (!holds.includes(true)) return [`${norm.norm.id} can never be ${target(norm.norm)}`];
    let stride = holds.length;
    return norm.reads.flatMap((at) => {
      const { id, values } = ruleset.facts[at]!;
      const block = stride;
      stride /= values.length;
      const decides = holds.some((one, row) => one !== holds[row - (row % block) + (row % stride)]);
      return decides ? [] : [`${norm.norm.id} reads \`${id}\`, which never decides it`];
    });
  });
}

/**
 * Every norm decides some verdict: there is a situation in which without it the verdict would be
 * milder. A permission, which makes no verdict, is not asked.
 */
export function shadowed(ruleset: Ruleset): string[] {
  const rules = compile(ruleset);
  return rules.norms
    .filter((norm) => norm.rank > 0 && !decisive(rules, norm))
    .map((norm) => `${norm.norm.id} never decides a verdict`);
}

function target(norm: Norm): 'breached' | 'met' {
  return norm.wrong ? 'breached' : 'met';
}
