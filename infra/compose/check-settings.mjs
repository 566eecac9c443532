// Names every variable of production.yaml that is missing or cannot be used, all in one run.
// Exit code 0 when the shop can start. No packages: the container has nothing but Node.
import { pathToFileURL } from 'node:url';

const PUBLIC_DEFAULT = /only-for-development|change-?me/i;

const DATABASE = 'password of the database role';
const TOKENS = 'at least 16 characters that only this shop knows, for example from: openssl rand -hex 24';

/** What a URL would read as its own: an @ or a : in a password changes the host that is called. */
function password(text) {
  const [sign] = /[^\w.~-]/.exec(text) ?? [];
  if (sign !== undefined)
    return `has ${JSON.stringify(sign)}, which means something else in a URL; use letters, digits, - and _`;
  return text.length < 8 ? 'is shorter than 8 characters' : undefined;
}

function secret(text) {
  return text.length < 16 ? 'is shorter than 16 characters' : undefined;
}

function origin(text) {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return 'is no address; write it like https://shop.company.com';
  return url.href === `${url.origin}/` ? undefined : 'must end with the host, without a path';
}

const yes = (text) => (text === 'yes' ? undefined : 'must be yes');

const settings = [
  ['POSTGRES_PASSWORD', 'password of the administrator postgres', password],
  ...['PRODUCT', 'USER', 'CART', 'ORDER', 'PAYMENT_SANDBOX'].map((role) => [
    ...[`${role}_DB_PASSWORD`, `${DATABASE} ${role.toLowerCase()}`, password],
  ]),
  ['REDIS_PASSWORD', 'password of Redis', password],
  ['TOKEN_KEY_SECRET', `encrypts the keys of access tokens; ${TOKENS}`, secret],
  ['REFRESH_TOKEN_SECRET', `signs refresh tokens; ${TOKENS}`, secret],
  ['ACCOUNT_TOKEN_SECRET', `signs the links in mails; ${TOKENS}`, secret],
  ['CART_TOKEN_SECRET', `signs the tokens of guest carts; ${TOKENS}`, secret],
  ['ORDER_TOKEN_SECRET', `signs the order tokens of guests; ${TOKENS}`, secret],
  ['STOREFRONT_SECRET', `shared by gateway and storefront; ${TOKENS}`, secret],
  ['PAYMENT_SANDBOX_WEBHOOK_SECRET', `signs webhooks of the payment sandbox; ${TOKENS}`, secret],
  ['PUBLIC_URL', 'the origin that browsers see', origin],
  ['ALLOW_PAYMENT_SANDBOX', 'yes confirms that no money is moved', yes],
];

/** One line for each variable that is wrong; never its value. */
export function faultsOf(env) {
  return settings.flatMap(([name, meaning, faultIn]) => {
    const text = env[name] ?? '';
    if (text === '') return [`${name} is missing: ${meaning}`];
    const fault = PUBLIC_DEFAULT.test(text) ? 'has a value that is published with the source' : faultIn(text);
    return fault ? [`${name} ${fault}: ${meaning}`] : [];
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const faults = faultsOf(process.env);
  console.log(faults.length === 0 ? 'All settings can be used.' : faults.join('\n'));
  if (faults.length > 0)
    console.error(`${faults.length} settings are missing or wrong; see production.example.env.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
