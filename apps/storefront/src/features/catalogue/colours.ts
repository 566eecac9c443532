/** Colours by their usual catalogue names; others are shown by name only. */
const FILLS: Record<string, string> = {
  ...{ amber: '#b9772f', ash: '#d9bd92', beech: '#d3a577', black: '#34322f', brass: '#bf9850' },
  ...{ brick: '#a5523d', butter: '#e8c877', chalk: '#f1ece0', charcoal: '#4b4a49', cherry: '#a9683f' },
  ...{ clay: '#c9a07b', ecru: '#e6d9bf', glass: '#bcd0cb', indigo: '#3f4f78', ink: '#38414c' },
  ...{ iron: '#45464a', leather: '#8f5a34', marmalade: '#cf7c2c', mist: '#bccacd', moss: '#6d7a4c' },
  ...{ natural: '#dcc9a4', navy: '#2f4464', oak: '#c29660', oat: '#d5c2a0', ochre: '#cb9637' },
  ...{ olive: '#5f6638', plum: '#6b4256', rose: '#d5a193', rust: '#b4643a', sage: '#a4b295' },
  ...{ sand: '#d8bf98', sky: '#9dbacb', slate: '#71808a', steel: '#aeb4b5', tan: '#b98a56' },
  ...{ terracotta: '#c2714c', verdigris: '#4b8679', walnut: '#7d5539', white: '#f7f4ec', willow: '#a5793f' },
  ...{ red: '#a8322a', green: '#3f6f4a', blue: '#2f5a8f', yellow: '#e0b93a', orange: '#cf7a30' },
  ...{ brown: '#6d4a30', grey: '#84817b', gray: '#84817b', pink: '#d792a0', purple: '#6a4a78' },
  ...{ beige: '#dccbb0', cream: '#f2e8d2', gold: '#bf9a45', silver: '#b4b6b6', turquoise: '#3f9390' },
};

const COLOUR_OPTIONS = /^(colou?r|farbe)$/i;

export const isColour = (optionName: string): boolean => COLOUR_OPTIONS.test(optionName);

export const fillOf = (value: string): string | undefined => FILLS[value.trim().toLowerCase()];
