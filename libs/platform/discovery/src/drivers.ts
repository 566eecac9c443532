export type DiscoveryDriver = 'consul' | 'dns' | 'static';

export const localAgent = 'http://127.0.0.1:8500';
