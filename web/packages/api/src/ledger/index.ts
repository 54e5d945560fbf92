/** The seal, checked by whoever holds a part of it: no server is believed here. */
export * from './bytes';
export * from './checkpoint';
export { verified } from './ed25519';
export * from './log';
export * from './mark';
export * from './note';
export * from './proof';
export * from './receipt';
export * from './tree';
export * from './trust';
