export const store = 'planted';
