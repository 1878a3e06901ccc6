import { z } from 'zod';
import { Refusal } from '#errors.ts';
import { readPublished } from '#policies/publications.ts';
import { publishRevision as publish } from '#policies/publish-revision.ts';
import { formAction } from './define.ts';
import { id, typed } from './fields.ts';

/** HR puts a revision in force from its date on, as the preview showed it. */
export const publishRevision = formAction({
  roles: ['hr'],
  input: z.object({
    policy: id,
    revision: id,
    /** The release that stood on the page. */
    seen: id,
    kind: typed(16, 'Choose what it is.'),
    because: typed(5000, 'A reason has at most 1000 characters.'),
  }),
  async run({ policy, kind, ...act }, { locals }, { number }) {
    const { portal } = locals;
    if (kind !== 'editorial' && kind !== 'material') {
      throw new Refusal('bad-input', 'Choose whether it is editorial or material.', 'kind');
    }
    const { db, held, clock } = portal;
    await publish(db, { ...act, policyId: policy, kind, held, by: number, at: clock() });
    await readPublished(portal);
    return { revision: act.revision };
  },
});
