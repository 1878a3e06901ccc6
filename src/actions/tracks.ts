import { z } from 'zod';
import { findPolicy } from '#policies/find-revision.ts';
import { personAt } from '#people/person.ts';
import { addTrack, removeTrack, setDepartments } from '#training/change-tracks.ts';
import { formAction } from './define.ts';
import { chosen, id } from './fields.ts';

/** From a list whose first line chooses nothing. */
const error = 'Choose a track to add.';
const chosenTrack = z.string({ error }).min(1, { error }).max(64, { error });
const onPerson = z.object({ policy: id, track: id, person: id });

/** HR adds a track to a person. */
export const addTrackToPerson = formAction({
  roles: ['hr'],
  input: onPerson.extend({ track: chosenTrack }),
  async run({ policy, track, person }, { locals }, { number }) {
    const { db, policies, clock } = locals.portal;
    const act = { policy: findPolicy(policies, policy), track, by: number, at: clock() };
    await addTrack(db, { ...act, employeeNumber: (await personAt(db, person)).number });
    return { policy };
  },
});

/** HR takes a track from a person that HR had added. */
export const removeTrackFromPerson = formAction({
  roles: ['hr'],
  input: onPerson,
  async run({ policy, track, person }, { locals }, { number }) {
    const { db, policies, clock } = locals.portal;
    const act = { policy: findPolicy(policies, policy), track, by: number, at: clock() };
    await removeTrack(db, { ...act, employeeNumber: (await personAt(db, person)).number });
    return { policy };
  },
});

/** HR says which departments a track comes with. */
export const setTrackDepartments = formAction({
  roles: ['hr'],
  input: z.object({ policy: id, track: id, departments: chosen, seen: chosen }),
  async run({ policy, track, departments, seen }, { locals }, { number }) {
    const { db, policies, clock } = locals.portal;
    const act = { policy: findPolicy(policies, policy), track, by: number, at: clock() };
    await setDepartments(db, { ...act, departments, seen });
    return { track };
  },
});
