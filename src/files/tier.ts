/** Whose limits count: the setting `xMedia.accountTier`. X lets Premium accounts post longer and larger videos. */
export const accountTiers = ['standard', 'premium'] as const;
export type AccountTier = (typeof accountTiers)[number];
