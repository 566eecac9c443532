export const nobody = 'imports this planted file';
