import { registerHooks } from 'node:module';

// For each of its files Node reads again what a package says of itself, and what drizzle-orm says is long.
// That a file beside another one is a module, too, need not be looked up: tests start many processes.
registerHooks({
  resolve(specifier, context, next) {
    const { parentURL } = context;
    if (!specifier.startsWith('.') || !parentURL?.includes('/node_modules/drizzle-orm/')) {
      return next(specifier, context);
    }
    return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
  },
});
