import { isInputError, type ActionError } from 'astro:actions';

export type Problem = { field?: string; text: string };

/** What an ErrorSummary shows for an action's error: a line a field, or the refusal's sentence. */
export function problemsOf(
  error: ActionError | undefined,
  locals: Pick<App.Locals, 'refusal'>,
): Problem[] {
  if (!error) return [];
  if (isInputError(error)) {
    const first = new Map<string, string>();
    for (const { path, message } of error.issues) {
      const field = String(path[0]);
      if (!first.has(field)) first.set(field, message);
    }
    return [...first].map(([field, text]) => ({ field, text }));
  }
  const field = locals.refusal?.field;
  return [{ ...(field === undefined ? {} : { field }), text: error.message }];
}
