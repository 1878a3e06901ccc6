export * from './people.ts';
export * from './policies.ts';
export * from './training.ts';
export * from './evidence.ts';
export * from './questions.ts';
export * from './ledger.ts';
export * from './passkeys.ts';
export * from './retention.ts';
