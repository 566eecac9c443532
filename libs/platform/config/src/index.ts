export * from './define-config.ts';
export * from './settings.ts';
export * from './shared-settings.ts';
