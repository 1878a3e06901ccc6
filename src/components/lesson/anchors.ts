/** Where a scenario is offered for practice in its lesson. */
export const tryItAnchor = (scenario: string) => `try-${scenario}`;

/** Where words of the City stand in a lesson, by the id of their clause or sentence. */
export const clauseAnchor = (id: string) => `clause-${id}`;

/** The clauses and sentences that a lesson quotes, by the text of the lesson. */
export const quotedIn = (lesson: string): string[] =>
  [...lesson.matchAll(/<Clause id="([^"]+)"/g)].map(([, id]) => id!);
