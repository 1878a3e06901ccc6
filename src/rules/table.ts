import type { Compiled, CompiledNorm } from '#rules/compile.ts';
import type { Facts } from '#rules/truth.ts';
import { statusOf } from '#rules/interval.ts';
import type { FindingStatus } from '#rules/model.ts';

/** One row of a norm's truth table: every fact that it reads has one value, every other is unknown. */
export type Row = { facts: Facts; status: FindingStatus };

/** A norm's whole truth table, the last fact that it reads turning fastest. */
export function table({ ruleset, full }: Compiled, norm: CompiledNorm): Row[] {
  let rows: Facts[] = [full];
  for (const at of norm.reads)
    rows = rows.flatMap((facts) =>
      ruleset.facts[at]!.values.map((_, value) => {
        const row = facts.slice();
        row[at] = 1 << value;
        return row;
      }),
    );
  return rows.map((facts) => ({ facts, status: statusOf(norm, facts) }));
}
