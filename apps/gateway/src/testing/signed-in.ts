import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const keys = await generateKeyPair('EdDSA');

/** What the user service answers when the gateway asks for its public keys. */
export const jwksJson = JSON.stringify({
  keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'EdDSA' }],
});

export const SESSION_ID = '0198c5de-0000-7000-8000-00000000000a';

type Role = 'customer' | 'staff' | 'admin';

/** The `Authorization` header of a signed-in user. */
export async function signedInAs(userId: string, ...roles: Role[]): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await anAccessToken(userId, roles)}` };
}

export const anAccessToken = (userId: string, roles: readonly Role[], expires = '5m'): Promise<string> =>
  new SignJWT({ roles, sid: SESSION_ID })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
    .setSubject(userId)
    .setIssuer('tradepost')
    .setAudience('shop')
    .setExpirationTime(expires)
    .sign(keys.privateKey);
