import { compile } from '#rules/compile.ts';
import type { Compiled, CompiledNorm } from '#rules/compile.ts';
import { why } from '#rules/explain.ts';
import { kleeneBounds } from '#rules/interval.ts';
import type { Condition, FactId, Norm, Ruleset } from '#rules/model.ts';
import { breach } from '#rules/norm.ts';
import { table } from '#rules/table.ts';
import { fixedPlaceholders, placeholders } from '#rules/words.ts';

// What a ruleset must hold to be published. Each gate returns its complaints, plain sentences, none
// when all is well.

/** Sentences of the policy by id, verbatim. */
export type Sentences = ReadonlyMap<string, string>;

/** Every quote is the policy's sentence, to the letter; only white space may differ. */
export function misquotes(ruleset: Ruleset, sentences: Sentences): string[] {
  return ruleset.norms.flatMap(({ id, sentence, quote }) => {
    const text = sentences.get(sentence);
    if (text === undefined) return [`${id}: the policy has no sentence ${sentence}`];
    return plain(text) === plain(quote) ? [] : [`${id}: the quote is not the text of ${sentence}`];
  });
}

/** Every sentence has a rule or a reason for none, and no reason speaks of a sentence that is not there. */
export function uncovered(
  ruleset: Ruleset,
  unruled: readonly { id: string; sentence: string }[],
  sentences: Sentences,
): string[] {
  const ruled = new Set(ruleset.norms.map((norm) => norm.sentence));
  const reasoned = new Set(unruled.map((norm) => norm.sentence));
  return [
    ...[...sentences.keys()]
      .filter((id) => !ruled.has(id) && !reasoned.has(id))
      .map((id) => `${id} has neither a rule nor a reason for none`),
    ...unruled
      .filter(({ sentence }) => !sentences.has(sentence))
      .map(({ id, sentence }) => `${id}: the policy has no sentence ${sentence}`),
    ...unruled
      .filter(({ id }) => ruleset.norms.some((norm) => norm.id === id))
      .map(({ id }) => `${id} has both a rule and a reason for none`),
  ];
}

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

/** Every norm with a breach decides some verdict: without it, the verdict would be milder. */
export function shadowed(ruleset: Ruleset): string[] {
  const rules = compile(ruleset);
  const others = (norm: CompiledNorm): Compiled => ({
    ...rules,
    norms: rules.norms.filter((other) => other !== norm),
  });
  return rules.norms
    .filter((norm) => norm.norm.wrong)
    .filter((norm) => {
      const without = others(norm);
      return !table(rules, norm).some(({ facts, status }) => {
        if (status !== 'breached') return false;
        const stated = facts.map((mask, at) => (norm.reads.includes(at) ? mask : 1));
        return kleeneBounds(without, stated).hi < norm.rank;
      });
    })
    .map((norm) => `${norm.norm.id} never decides a verdict`);
}

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

/** What raising a flag does to the verdict: `false` to `true` can only worsen it, only better it, or both. */
export type Polarity = 'aggravating' | 'mitigating' | 'mixed';

/** The polarity of each two-valued fact that some norm with a breach reads. */
export function polarities(ruleset: Ruleset): Map<FactId, Polarity> {
  const found = new Map<FactId, Polarity>();
  const second = new Map(
    ruleset.facts
      .filter(({ values }) => values.length === 2)
      .map((fact) => [fact.id, fact.values[1]!]),
  );
  const walk = (condition: Condition, sign: boolean): void => {
    if (condition.k === 'not') return walk(condition.of, !sign);
    if (condition.k !== 'is') return condition.of.forEach((part) => walk(part, sign));
    const raised = second.get(condition.fact);
    if (raised === undefined || condition.in.length !== 1) return;
    const one = condition.in.includes(raised) === sign ? 'aggravating' : 'mitigating';
    const before = found.get(condition.fact) ?? one;
    found.set(condition.fact, before === one ? one : 'mixed');
  };
  for (const norm of ruleset.norms) if (norm.wrong) walk(breach(norm), true);
  return found;
}

/** A two-valued fact works one way only, or stands in the list with its reason; then so does the verdict. */
export function mixedFacts(ruleset: Ruleset, allowed: Readonly<Record<FactId, string>>): string[] {
  const mixed = [...polarities(ruleset)].filter(([, one]) => one === 'mixed').map(([id]) => id);
  return [
    ...mixed
      .filter((id) => !(id in allowed))
      .map((id) => `\`${id}\` both worsens and betters a verdict`),
    ...Object.keys(allowed)
      .filter((id) => !mixed.includes(id))
      .map((id) => `\`${id}\` is listed as mixed and is not`),
  ];
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

function target(norm: Norm): 'breached' | 'met' {
  return norm.wrong ? 'breached' : 'met';
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
