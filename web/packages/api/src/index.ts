export { api, type Api, type Download, type ImportFile, type List } from './client';
export { ServerClock } from './clock';
export { serverClock, whenSignedOut } from './http';
export { newId } from './ids';
export { asProblem, Problem, type FieldProblem, type NextStep } from './problem';
export * from './types';
