import type { Strategy } from './strategy.js';
import { declared } from './strategies/declared.js';
import { dell } from './strategies/dell.js';
import { huawei } from './strategies/huawei.js';
import { openbmc } from './strategies/openbmc.js';
import { rfb } from './strategies/rfb.js';
import { STRATEGY_NAMES, type StrategyName } from './strategy-names.js';

const BY_NAME: Readonly<Record<StrategyName, Strategy>> = { declared, rfb, huawei, dell, openbmc };

/** The strategy of that name. */
export function strategyNamed(name: StrategyName): Strategy {
  return BY_NAME[name];
}

/** The strategies to try: the one that driver_info names, else all of them in their order. */
export function strategiesFor(named: StrategyName | undefined): readonly Strategy[] {
  return (named === undefined ? STRATEGY_NAMES : [named]).map(strategyNamed);
}
