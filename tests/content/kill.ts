import { compile } from '#rules/compile.ts';
import type { Compiled, CompiledNorm } from '#rules/compile.ts';
import { statusOf } from '#rules/interval.ts';
import type { Norm, Ruleset } from '#rules/model.ts';
import { closed, type Facts } from '#rules/situation.ts';
import { table } from '#rules/table.ts';
import { mutants } from '../rules/mutants.ts';
import type { Golden } from './golden.ts';

/** A mistaken rule that every golden case agrees with. */
export type Survivor = { norm: string; mutant: Norm };

/** How many mistakes were made, how many of them change nothing, and which nobody noticed. */
export type Toll = { made: number; equivalent: number; survivors: Survivor[] };

/**
 * Makes every small mistake in every condition of every norm, and asks whether some golden case
 * notices: its verdict, its sentences or its permissions would come out otherwise. A mistake that
 * leaves the norm's whole truth table as it is, is none.
 */
export function tollOf(ruleset: Ruleset, golden: readonly Golden[]): Toll {
  const rules = compile(ruleset);
  const cases = golden.map((one) => seen(rules, closed(ruleset, one.facts), one));
  const toll: Toll = { made: 0, equivalent: 0, survivors: [] };
  rules.norms.forEach((norm, place) => {
    for (const mutant of mutants(ruleset, norm.norm)) {
      toll.made++;
      const [wrong] = compile({ ...ruleset, norms: [mutant] }).norms;
      if (cases.some((one) => notices(rules, one, place, wrong!))) continue;
      if (sameTable(rules, norm, wrong!)) toll.equivalent++;
      else toll.survivors.push({ norm: norm.norm.id, mutant });
    }
  });
  return toll;
}

type Seen = { facts: Facts; holds: readonly boolean[]; asksPermits: boolean; decided: boolean };

function seen(rules: Compiled, facts: Facts, { permits, verdict }: Golden): Seen {
  return {
    facts,
    holds: rules.norms.map((norm) => statusOf(norm, facts) === norm.takesHold),
    asksPermits: permits !== undefined,
    decided: typeof verdict === 'string',
  };
}

/** The case comes out otherwise when this norm is the mistaken one: by the sentences, or the verdict. */
function notices(rules: Compiled, one: Seen, place: number, wrong: CompiledNorm): boolean {
  if (!one.decided) return false;
  const holds = statusOf(wrong, one.facts) === wrong.takesHold;
  if (holds === one.holds[place]) return false;
  const { norm, rank, ofComment } = rules.norms[place]!;
  if (rank === 0) return one.asksPermits;
  const others = rules.norms.filter((_, at) => at !== place && one.holds[at]);
  const siblings = others.filter((other) => other.norm.sentence === norm.sentence);
  if (siblings.length === 0) return true;
  const worst = Math.max(0, ...others.filter((o) => o.ofComment === ofComment).map((o) => o.rank));
  return rank > worst;
}

/** The same on every row of both, so on every situation there is. */
function sameTable(rules: Compiled, norm: CompiledNorm, wrong: CompiledNorm): boolean {
  const alike = (one: CompiledNorm) =>
    table(rules, one).every(
      ({ facts }) =>
        (statusOf(norm, facts) === norm.takesHold) === (statusOf(wrong, facts) === wrong.takesHold),
    );
  return alike({ ...norm, reads: [...new Set([...norm.reads, ...wrong.reads])] });
}
