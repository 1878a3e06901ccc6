import type { Control, FactDefinition, FactId } from '#rules/model.ts';

type Common = {
  doc: string;
  ask: string;
  /** Unstated: `self`. */
  control?: Control;
  /** Unstated: 1 for one's own, 3 for another's to give, 0 for what cannot change. */
  cost?: number;
  /** The values that one can bring about honestly, each with the sentence that asks for it. */
  mend?: Readonly<Record<string, string>>;
};

type Flag = Common & { yes: string; no: string };

/** A fact that is so or not so; unstated in a scenario it is not so. */
export function flag(id: FactId, { yes, no, ...common }: Flag): FactDefinition {
  return define(id, { values: [false, true], say: { false: no, true: yes }, ...common });
}

/** A fact with several values, each with its words, in their declared order; the first is the unstated one. */
export function choice(
  id: FactId,
  { say, ...common }: Common & { say: Readonly<Record<string, string>> },
): FactDefinition {
  return define(id, { values: Object.keys(say), say, ...common });
}

/**
 * A flag that only a person can judge, by a standard in the policy's words. The module never
 * classifies text: an author asserts the value with a reason.
 */
export function judgement(
  id: FactId,
  { standard, ...rest }: Flag & { standard: string },
): FactDefinition {
  return { ...flag(id, rest), judgement: { standard } };
}

const COST: Record<Control, number> = { self: 1, others: 3, fixed: 0 };

function define(
  id: FactId,
  {
    doc,
    ask,
    values,
    say,
    control = 'self',
    cost = COST[control],
    mend,
  }: Common & Pick<FactDefinition, 'values' | 'say'>,
): FactDefinition {
  return { id, values, doc, ask, say, control, cost, ...(mend && { mend }) };
}
