export { default as AllowanceView } from './AllowanceView.svelte';
export { percentOf, rupiah, signedRupiah } from './money';
export { tAllowance } from './words';
