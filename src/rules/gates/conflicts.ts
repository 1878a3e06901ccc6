import { compile } from '#rules/compile.ts';
import type { Compiled, CompiledNorm } from '#rules/compile.ts';
import type { Norm, Ruleset } from '#rules/model.ts';
import { table } from '#rules/table.ts';
import type { Facts } from '#rules/truth.ts';

/**
 * No permission is silently beaten: where it holds and a "must" of the same people is breached, it
 * names that sentence in `yieldsTo`, or its exception does.
 */
export function beaten(ruleset: Ruleset): string[] {
  const { conduct } = compile(ruleset);
  const bindsPeople = ({ norm }: CompiledNorm) => !['city', 'public'].includes(norm.bearer);
  const permissions = conduct.filter((norm) => norm.takesHold === 'met' && bindsPeople(norm));
  const duties = conduct.filter((norm) => norm.norm.strength === 'must' && bindsPeople(norm));
  return permissions.flatMap((permission) =>
    duties
      .filter((duty) => !named(permission.norm, duty.norm) && meet(ruleset, permission, duty))
      .map(
        ({ norm }) =>
          `${permission.norm.id} permits what ${norm.id} may forbid, and does not say so`,
      ),
  );
}

function named({ yieldsTo = [], unless }: Norm, { sentence }: Norm): boolean {
  return [...yieldsTo, ...unless.map(({ cite }) => cite)].some(
    (place) =>
      sentence === place || sentence.startsWith(`${place}.`) || sentence.startsWith(`${place}:`),
  );
}

/** Both take hold in one situation: some rows of theirs agree on every fact that both read. */
function meet(ruleset: Ruleset, one: CompiledNorm, other: CompiledNorm): boolean {
  const shared = one.reads.filter((at) => other.reads.includes(at));
  const keys = (norm: CompiledNorm) =>
    new Set(
      table(compile(ruleset), norm)
        .filter(({ status }) => status === norm.takesHold)
        .map(({ facts }) => shared.map((at) => facts[at]).join()),
    );
  return !keys(one).isDisjointFrom(keys(other));
}

/**
 * No two duties ask for opposite things: in no situation does one leave a fact only values that the
 * other forbids, where the fact is anybody's to change.
 */
export function contradictions(ruleset: Ruleset): string[] {
  const rules = compile(ruleset);
  const duties = rules.conduct
    .filter(({ norm }) => norm.strength === 'must')
    .map((norm) => ({ norm, asks: demandsOf(rules, norm) }));
  return duties.flatMap((one, index) =>
    duties.slice(index + 1).flatMap((other) =>
      [...one.asks.keys()]
        .filter((at) => clash(one, other, at))
        .map((at) => {
          const [a, b] = [one.norm.norm.id, other.norm.norm.id];
          return `${a} and ${b} ask for opposites of \`${ruleset.facts[at]!.id}\``;
        }),
    ),
  );
}

/** In a situation of the norm's other facts: the values of one fact, as bits, that break nothing. */
type Demand = { situation: Facts; free: number };
type Duty = { norm: CompiledNorm; asks: ReadonlyMap<number, readonly Demand[]> };

/** Where a norm leaves a fact that can be changed some of its values, and not all: by that fact. */
function demandsOf({ ruleset, full }: Compiled, norm: CompiledNorm): Duty['asks'] {
  const rows = table(compile(ruleset), norm);
  const changeable = norm.reads.filter((at) => ruleset.facts[at]!.control !== 'fixed');
  return new Map(
    changeable.map((at) => {
      const byRest = new Map<string, Demand>();
      for (const { facts, status } of rows) {
        const key = norm.reads.map((other) => (other === at ? '' : facts[other])).join();
        const demand = byRest.get(key) ?? { situation: facts, free: 0 };
        if (status !== 'breached') demand.free |= facts[at]!;
        byRest.set(key, demand);
      }
      return [at, [...byRest.values()].filter(({ free }) => free !== 0 && free !== full[at])];
    }),
  );
}

/** With all other facts alike, each leaves the fact some value, and no value suits both. */
function clash(one: Duty, other: Duty, at: number): boolean {
  const theirs = other.asks.get(at);
  if (!theirs) return false;
  const shared = one.norm.reads.filter((fact) => fact !== at && other.norm.reads.includes(fact));
  const place = ({ situation }: Demand) => shared.map((fact) => situation[fact]).join();
  return one.asks
    .get(at)!
    .some((demand) =>
      theirs.some((their) => (demand.free & their.free) === 0 && place(demand) === place(their)),
    );
}
