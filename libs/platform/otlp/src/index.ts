export * from './decode-spans.ts';
