/** The strategies of redfish-vnc, in the order in which they are tried. */
export const STRATEGY_NAMES = ['declared', 'rfb', 'huawei', 'dell', 'openbmc'] as const;

export type StrategyName = (typeof STRATEGY_NAMES)[number];
