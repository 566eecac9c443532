export * from './address-form.ts';
export * from './countries.ts';
export * from './line-of-text.ts';
export * from './normalise-address.ts';
export * from './postal-code.ts';
