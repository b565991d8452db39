import type { AxiosInstance, CreateAxiosDefaults } from 'axios';

/** Makes the HTTP client for one BMC; `axios.create` is one. A host replaces it to add a proxy, tracing or a recorder. */
export type HttpClientFactory = (defaults: CreateAxiosDefaults) => AxiosInstance;
