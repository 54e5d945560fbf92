export { default as CaseActs } from './CaseActs.svelte';
export { factsOf, namesIn, type CaseFact, type MoreFacts } from './facts';
export { tCase, type CaseKey } from './words';
