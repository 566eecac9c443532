/** Properties as in the DOM: `fontSize` is `font-size`. */
export type Style = Readonly<Record<string, string | number>>;

// The shop's colours (apps/storefront/src/styles/tokens.css). Mail clients do not support custom properties, so each
// colour is inlined, and repeated for clients that support dark mode.
const light = {
  paper: '#faf6ee',
  raised: '#fffdf8',
  ink: '#211c16',
  soft: '#5a5145',
  line: '#ddd3c1',
  accent: '#1d5c52',
  accentInk: '#fffdf8',
};
const dark: typeof light = {
  paper: '#191713',
  raised: '#23201b',
  ink: '#f3ede1',
  soft: '#bfb5a4',
  line: '#3b362e',
  accent: '#7cc7b7',
  accentInk: '#10211d',
};

const plain = "Figtree, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
const display = "Fraunces, 'Iowan Old Style', 'Palatino Linotype', Palatino, Georgia, serif";

/** By class, so that the dark-mode style sheet can override them. */
export const look = {
  paper: { backgroundColor: light.paper, color: light.ink, fontFamily: plain, margin: 0, padding: 0 },
  frame: { maxWidth: '600px', margin: '0 auto', padding: '32px 16px 40px' },
  brand: {
    fontFamily: display,
    fontSize: '22px',
    lineHeight: '28px',
    fontWeight: 600,
    color: light.accent,
    textDecoration: 'none',
    letterSpacing: '-0.01em',
  },
  card: {
    backgroundColor: light.raised,
    border: `1px solid ${light.line}`,
    borderRadius: '6px',
    padding: '36px 40px 24px',
    marginTop: '20px',
  },
  heading: {
    fontFamily: display,
    fontSize: '28px',
    lineHeight: '34px',
    fontWeight: 600,
    color: light.ink,
    margin: '0 0 16px',
    letterSpacing: '-0.01em',
  },
  text: { fontSize: '16px', lineHeight: '25px', color: light.ink, margin: '0 0 16px' },
  soft: { fontSize: '14px', lineHeight: '21px', color: light.soft, margin: '0 0 12px' },
  button: {
    backgroundColor: light.accent,
    color: light.accentInk,
    borderRadius: '6px',
    fontSize: '16px',
    lineHeight: '20px',
    fontWeight: 600,
    padding: '14px 24px',
    textDecoration: 'none',
    display: 'inline-block',
    maxWidth: '100%',
    msoPaddingAlt: '0px',
  },
  rows: { borderTop: `1px solid ${light.line}`, marginTop: '8px' },
  cell: {
    borderBottom: `1px solid ${light.line}`,
    padding: '14px 0',
    fontSize: '16px',
    lineHeight: '22px',
    color: light.ink,
    verticalAlign: 'top',
  },
  note: { display: 'block', fontSize: '14px', lineHeight: '20px', color: light.soft },
  sum: { padding: '6px 0 0', fontSize: '15px', lineHeight: '22px', color: light.soft, verticalAlign: 'top' },
  total: {
    padding: '12px 0 0',
    fontSize: '18px',
    lineHeight: '24px',
    fontWeight: 600,
    color: light.ink,
    verticalAlign: 'top',
  },
  fact: {
    display: 'inline-block',
    width: '49%',
    minWidth: '200px',
    verticalAlign: 'top',
    padding: '0 0 16px',
    fontSize: '15px',
    lineHeight: '22px',
    color: light.ink,
  },
  label: { display: 'block', fontSize: '13px', lineHeight: '20px', fontWeight: 600, color: light.soft },
  footer: { fontSize: '13px', lineHeight: '20px', color: light.soft, margin: '0 0 4px' },
} satisfies Record<string, Style>;

export type LookName = keyof typeof look;

export const amount: Style = {
  textAlign: 'right',
  whiteSpace: 'nowrap',
  paddingLeft: '16px',
  fontVariantNumeric: 'tabular-nums',
};

export const cssOf = (style: Style): string =>
  Object.entries(style)
    .map(([name, value]) => `${name.replace(/[A-Z]/g, (sign) => `-${sign.toLowerCase()}`)}:${value}`)
    .join(';');

/** For clients that read style sheets: narrow screens and dark mode. Others show the light version. */
export const styleSheet = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  body { -webkit-text-size-adjust: 100%; }
  a { color: ${light.accent}; }
  @media (max-width: 480px) {
    .frame { padding: 20px 12px 32px !important; }
    .card { padding: 26px 20px 14px !important; }
    .heading { font-size: 25px !important; line-height: 31px !important; }
    .fact { width: 100% !important; }
  }
  @media (prefers-color-scheme: dark) {
    .paper, .paper > table > tbody > tr > td { background-color: ${dark.paper} !important; color: ${dark.ink} !important; }
    .card { background-color: ${dark.raised} !important; border-color: ${dark.line} !important; }
    .heading, .text, .cell, .total, .fact { color: ${dark.ink} !important; }
    .soft, .note, .sum, .label, .footer { color: ${dark.soft} !important; }
    .rows, .cell { border-color: ${dark.line} !important; }
    .brand, a { color: ${dark.accent} !important; }
    .button { background-color: ${dark.accent} !important; color: ${dark.accentInk} !important; }
    .button * { color: ${dark.accentInk} !important; }
  }
`;
