/** Plain `tsc` cannot read components; `astro check` can, and takes their own types. */
declare module '*.astro' {
  const component: import('astro/runtime/server/index.js').AstroComponentFactory;
  export default component;
}
