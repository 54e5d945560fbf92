export { default as CaseActs } from './CaseActs.svelte';
export { factsOf, namesIn, punishmentText } from './facts';
export { tCase, type CaseKey } from './words';
