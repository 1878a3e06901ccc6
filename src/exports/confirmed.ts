import { civilDate, sayDay } from '#clock.ts';
import type { Reading, Revision } from '#policies/model.ts';
import { holding, type Signing, type SignOff } from '#policies/sign-off.ts';

/** Whether the City has confirmed a reading in the words it had in a release, in a sentence. */
export type SayConfirmed = (revision: Revision, reading: Reading) => string;

/** Every act on the readings of a revision, by policy and revision. */
export type Signings = ReadonlyMap<string, readonly Signing[]>;

export const keyOf = ({ policyId, id }: Pick<Revision, 'policyId' | 'id'>) => `${policyId}/${id}`;

/** Says it as it stands when the document is made: the day of a sign-off stands beside it. */
export function confirmedBy(signings: Signings, zone: string): SayConfirmed {
  const known = new Map<Revision, ReadonlyMap<string, SignOff>>();
  return (revision, { id }) => {
    const signed = known.get(revision) ?? holding(signings.get(keyOf(revision)) ?? [], revision);
    known.set(revision, signed);
    const signOff = signed.get(id);
    return signOff
      ? `Confirmed for the City by ${signOff.name}, ${sayDay(civilDate(signOff.at, zone))}.`
      : 'The City has not confirmed this reading.';
  };
}
