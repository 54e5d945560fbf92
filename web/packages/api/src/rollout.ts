import type { components } from './schema';

type Schema = components['schemas'];

/** A place of work as it is kept; without a zone the likeliest of its longitude. */
export type SiteForm = Schema['SiteForm'];
export type NewSite = SiteForm & { id: string };
export type SiteDrawing = Schema['SiteDrawing'] & { id?: string };
export type SiteCheck = Schema['SiteCheck'];
export type NearSite = Schema['NearSite'];
export type SiteVersion = Schema['SiteVersion'];
/** Addresses an office's own networks show to the world. */
export type SiteNetworkList = Schema['SiteNetworkList'];

export type CardsState = Schema['CardsState'];
export type CodePrinting = Schema['CodePrinting'];
/** Whom codes are printed for: who holds none, who never signed in, everybody. */
export const cardScopes = ['missing', 'unused', 'all'] as const;
export type CardScope = (typeof cardScopes)[number];
export interface NewCards {
  unit: string;
  scope: CardScope;
  reason: string;
}

export type ReadinessList = Schema['ReadinessList'];
export type ReadinessCounts = Schema['ReadinessCounts'];
export type PersonReadiness = Schema['PersonReadiness'];
export type UnitReadiness = Schema['UnitReadiness'];
/** What a person needs, in the order in which an office sees to it. */
export const needs = [
  'identifier',
  'site',
  'roster',
  'superior',
  'pin',
  'account',
  'first_login',
  'phone',
] as const;
export type Need = (typeof needs)[number];
