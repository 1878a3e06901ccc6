/** Where the form stands that asks HR about a clause or sentence, with the story it came up in. */
export function askAddress(
  { policyId, id }: { policyId: string; id: string },
  about: string,
  from?: { attempt: string; position: number },
): string {
  const form = new URLSearchParams({ policy: policyId, revision: id, about });
  if (from) {
    form.set('attempt', from.attempt);
    form.set('position', String(from.position));
  }
  return `/questions/ask?${form}`;
}
