import type { Condition, Norm, Ruleset } from '#rules/model.ts';

/** The norm with one small mistake: a part negated, dropped or joined otherwise, a value more or less, an exception lost. */
export function mutants(ruleset: Ruleset, norm: Norm): Norm[] {
  const changed = (condition: Condition) => mistakes(ruleset, condition);
  return [
    ...changed(norm.when).map((when) => ({ ...norm, when })),
    ...(norm.wrong ? changed(norm.wrong).map((wrong) => ({ ...norm, wrong })) : []),
    ...norm.unless.flatMap((one, at) => [
      { ...norm, unless: norm.unless.toSpliced(at, 1) },
      ...changed(one.when).map((when) => ({
        ...norm,
        unless: norm.unless.with(at, { ...one, when }),
      })),
    ]),
  ];
}

function mistakes(ruleset: Ruleset, condition: Condition): Condition[] {
  if (condition.k === 'is') {
    const { values } = ruleset.facts.find(({ id }) => id === condition.fact)!;
    const more = values.filter((value) => !condition.in.includes(value));
    return [
      { k: 'not', of: condition },
      ...(condition.in.length > 1
        ? condition.in.map((_, at) => ({ ...condition, in: condition.in.toSpliced(at, 1) }))
        : []),
      ...more.map((value) => ({ ...condition, in: [...condition.in, value] })),
    ];
  }
  if (condition.k === 'not')
    return [
      condition.of,
      ...mistakes(ruleset, condition.of).map((of): Condition => ({ k: 'not', of })),
    ];
  const { k, of } = condition;
  return [
    { k: k === 'all' ? 'any' : 'all', of },
    ...(of.length > 1 ? of.map((_, at): Condition => ({ k, of: of.toSpliced(at, 1) })) : []),
    ...of.flatMap((part, at) =>
      mistakes(ruleset, part).map((one): Condition => ({ k, of: of.with(at, one) })),
    ),
  ];
}
