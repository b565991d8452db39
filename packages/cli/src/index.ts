export { CONFIG_SECTIONS, type Config } from './config/config-schema.js';
export { loadConfig, type ConfigSources } from './config/load-config.js';
export { ConfigurationError } from './errors.js';
export { configurationReference } from './config/configuration-reference.js';
